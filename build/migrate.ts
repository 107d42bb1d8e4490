/** Takes a database's schema up and down: graphile-worker's own first, because ours hands it jobs, then /migrations. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Logger, runMigrations } from 'graphile-worker'
import knex, { type Knex } from 'knex'
import pg from 'pg'

const silent = new Logger(() => () => {})
const directory = join(import.meta.dirname, '../migrations')

/** Stored by name without extension, so that the same history holds for .ts now and .js after any compilation. */
const source: Knex.MigrationSource<string> = {
  async getMigrations() {
    const files = await readdir(directory)
    return files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -'.ts'.length))
      .sort()
  },
  getMigrationName: (name) => name,
  getMigration: (name) => import(join(directory, `${name}.ts`)) as Promise<Knex.Migration>,
}

/** Returns the names of the migrations that ran. */
export async function migrateUp(url: string): Promise<string[]> {
  await runMigrations({ connectionString: url, logger: silent })
  return withKnex(url, async (db) => {
    const [, names] = (await db.migrate.latest({ migrationSource: source })) as [number, string[]]
    return names
  })
}

/** Takes all of our migrations back, newest first; graphile-worker's schema stays. */
export async function migrateDown(url: string): Promise<string[]> {
  return withKnex(url, async (db) => {
    const [, names] = (await db.migrate.rollback({ migrationSource: source }, true)) as [number, string[]]
    return names
  })
}

/** Creates a database on the server that `adminUrl` leads to, as a copy of `template` if given. Returns its URL. */
export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<string> {
  await sql(adminUrl, (quote) => `CREATE DATABASE ${quote(name)}${template ? ` TEMPLATE ${quote(template)}` : ''}`)
  return urlOfDatabase(adminUrl, name)
}

export async function ensureDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    return found.rowCount ? urlOfDatabase(adminUrl, name) : await createDatabase(adminUrl, name)
  } finally {
    await client.end()
  }
}

/** Also when somebody is still connected to it. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await sql(adminUrl, (quote) => `DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`)
}

function urlOfDatabase(adminUrl: string, name: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${encodeURIComponent(name)}`
  return url.href
}

async function sql(url: string, statement: (quote: (name: string) => string) => string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement((name) => client.escapeIdentifier(name)))
  } finally {
    await client.end()
  }
}

async function withKnex<T>(url: string, work: (db: Knex) => Promise<T>): Promise<T> {
  const db = knex({ client: 'pg', connection: url, pool: { min: 0, max: 2 } })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}
