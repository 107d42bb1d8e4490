import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { createDatabase, ensureDatabase } from './migrate.ts'
import { removePostgres, startPostgres } from './postgres.ts'
import { isPostgres } from './postgres/cluster.ts'

const parent = mkdtempSync(join(tmpdir(), 'postgres-launcher-'))
const dataDir = join(parent, 'postgres')
// The account that PostgreSQL runs as has to be able to pass through.
chmodSync(parent, 0o755)
const settings = { fsync: 'off' }
afterAll(async () => {
  await removePostgres(dataDir)
  rmSync(parent, { recursive: true })
})

test('starts on 127.0.0.1 only, in UTF-8, with a password that nobody else can read', async () => {
  const { url, adopted } = await startPostgres({ dataDir, settings })
  expect(adopted).toBe(false)
  const [row] = await query(
    url,
    `SELECT current_setting('listen_addresses') AS listens, current_setting('unix_socket_directories') AS sockets,
            current_setting('fsync') AS fsync, datlocale, pg_encoding_to_char(encoding) AS encoding
       FROM pg_database WHERE datname = 'postgres'`,
  )
  expect(row).toEqual({ listens: '127.0.0.1', sockets: '', fsync: 'off', datlocale: 'C.UTF-8', encoding: 'UTF8' })
  expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600)
  const wrong = new URL(url)
  wrong.password = 'guess'
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
})

test('a server that outlived its launcher is adopted', async () => {
  const first = await startPostgres({ dataDir, settings })
  const second = await startPostgres({ dataDir, settings })
  expect(second).toMatchObject({ adopted: true, url: first.url, pid: first.pid })
})

test('keeps its data and its port when it was stopped', async () => {
  const before = await startPostgres({ dataDir, settings })
  const url = await ensureDatabase(before.url, 'kept')
  await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  await before.stop()
  await expect(query(url, 'SELECT 1')).rejects.toThrow()
  const after = await startPostgres({ dataDir, settings })
  expect([after.adopted, after.url]).toEqual([false, before.url])
  expect(await ensureDatabase(after.url, 'kept')).toBe(url)
  expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
})

test('recovers when it was killed', async () => {
  const before = await startPostgres({ dataDir, settings })
  const url = await createDatabase(before.url, 'recovered')
  await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  process.kill(before.pid, 'SIGKILL')
  // A busy machine takes a moment to end it, and what still runs would be used.
  await expect.poll(() => isPostgres(before.pid)).toBe(false)
  const after = await startPostgres({ dataDir, settings })
  expect(after.pid).not.toBe(before.pid)
  expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
})

test('says what PostgreSQL said when it cannot start', async () => {
  const postgres = await startPostgres({ dataDir, settings })
  await postgres.stop()
  await expect(startPostgres({ dataDir, settings: { max_connections: 'many' } })).rejects.toThrow('max_connections')
})

test('removing it stops it and leaves nothing', async () => {
  const { pid } = await startPostgres({ dataDir, settings })
  await removePostgres(dataDir)
  expect(() => readFileSync(join(dataDir, 'password'))).toThrow()
  expect(() => process.kill(pid, 0)).toThrow()
})

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
