/** The data to measure on: made once, kept while migrations, these files and the scale stay as they are. */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { fingerprintOf } from '../../freshness.ts'
import { createDatabase, dropDatabase, migrateUp } from '../../migrate.ts'
import { fillConversations } from './conversations.ts'
import { fillPeople } from './people.ts'
import type { Scale } from './scales.ts'

const prefix = 'bench_'

/** Names the database that holds what would be built now. */
export function dataName(scale: Scale, sources = fingerprintOf(['migrations', 'build/bench/data'])): string {
  const hash = createHash('sha256')
    .update(sources)
    .update(JSON.stringify(Object.entries(scale).sort()))
  return `${prefix}${scale.name}_${hash.digest('hex').slice(0, 12)}`
}

/** Whether it is there, whole: while it is built it has another name. */
export async function dataIsThere(adminUrl: string, scale: Scale): Promise<boolean> {
  return (await databases(adminUrl)).includes(dataName(scale))
}

/** Builds it, and deletes what earlier versions of this scale have left. `say` hears what is being done. */
export async function buildData(adminUrl: string, scale: Scale, say: (what: string) => void): Promise<void> {
  const building = `${prefix}${scale.name}_building`
  for (const name of await databases(adminUrl))
    if (name.startsWith(`${prefix}${scale.name}_`)) await dropDatabase(adminUrl, name)
  const url = await createDatabase(adminUrl, building)
  await migrateUp(url)
  await withClient(url, async (client) => {
    say('people')
    await fillPeople(client, scale)
    await fillConversations(client, scale, say)
    say('statistics')
    await client.query('vacuum (analyze, freeze)')
  })
  await withClient(adminUrl, (client) => client.query(`alter database ${building} rename to ${dataName(scale)}`))
}

/** A copy of it, for one run to write into. */
export async function copyData(adminUrl: string, scale: Scale, name: string): Promise<string> {
  await dropDatabase(adminUrl, name)
  return withClient(adminUrl, async (client) => {
    // Files are copied as they are; the other way every page would go through the log.
    await client.query(`create database ${name} template ${dataName(scale)} strategy file_copy`)
    const url = new URL(adminUrl)
    url.pathname = `/${name}`
    return url.href
  })
}

function databases(adminUrl: string): Promise<string[]> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>('select datname as name from pg_database')
    return rows.map(({ name }) => name)
  })
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
