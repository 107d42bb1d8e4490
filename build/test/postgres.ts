/**
 * The PostgreSQL server of a test run, in a directory of its own, with a migrated template that every test file's
 * database is copied from. What is in it need not survive anything, so it never waits for the disk.
 */
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, migrateUp } from '../migrate.ts'
import { removePostgres, startPostgres } from '../postgres.ts'

export const templateDatabase = 'template_messages'

/** What tests read to find the server; set by whoever started it. */
export const adminUrlVariable = 'TEST_DATABASE_URL'

const directoryPrefix = 'messages-test-'

/**
 * Starts the server and says where it is in the environment; does nothing when somebody has already done so.
 * vitest and Playwright call this before the first test, and what it returns after the last.
 */
export default async function startTestPostgres(): Promise<() => Promise<void>> {
  if (process.env[adminUrlVariable]) return () => Promise.resolve()
  await removeLeftovers(directoryPrefix)
  const dataDir = join(tmpdir(), `${directoryPrefix}${process.pid}`)
  const postgres = await startPostgres({
    dataDir,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '500' },
  })
  const template = await createDatabase(postgres.url, templateDatabase)
  await migrateUp(template)
  process.env[adminUrlVariable] = postgres.url
  return async () => {
    delete process.env[adminUrlVariable]
    await removePostgres(dataDir)
  }
}

/** Servers whose run was killed before it could stop them: their directories are named so, with its number. */
export async function removeLeftovers(prefix: string): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : NaN
    if (pid && !isAlive(pid)) await removePostgres(join(tmpdir(), name))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
