/** On what it was measured: what others need to know to compare, and no name or path of the machine. */
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'
import { shell } from '../shell.ts'
import type { Scene } from './Scene.ts'

const settings = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
  'max_connections',
  'max_wal_size',
  'jit',
]

export interface Machine {
  cores: number
  processor: string
  memoryGb: number
  system: string
  node: string
  postgres: string
  /** PostgreSQL's, as the product runs it. */
  settings: Record<string, string>
  commit: string
}

export async function describeMachine({ sql }: Pick<Scene, 'sql'>): Promise<Machine> {
  const [version] = await sql<{ version: string }>(`select current_setting('server_version') as version`)
  const set = await sql<{ name: string; value: string }>(
    `select name, current_setting(name) as value from pg_settings where name = any($1) order by name`,
    [settings],
  )
  const { code, output } = await shell('git', ['rev-parse', '--short', 'HEAD'])
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? '',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.version,
    postgres: version!.version,
    settings: Object.fromEntries(set.map(({ name, value }) => [name, value])),
    commit: code === 0 ? output.trim() : '',
  }
}
