import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { aDatabase } from '../server/test/database.ts'
import { migrateDown, migrateUp } from './migrate.ts'

const url = await aDatabase()
const all = readdirSync(join(import.meta.dirname, '../migrations')).map((file) => file.replace(/\.ts$/, ''))

test('a migrated database has nothing left to migrate', async () => {
  expect(await migrateUp(url)).toEqual([])
})

test('names are stored without extension', async () => {
  const names = await query('SELECT name FROM knex_migrations ORDER BY id')
  expect(names).toEqual(all.sort().map((name) => ({ name })))
})

test('down leaves nothing of ours behind, and up makes the same schema again', async () => {
  const before = await schema()
  expect(before.length).toBeGreaterThan(50)
  expect(await migrateDown(url)).toEqual(all.toReversed())
  expect(await schema()).toEqual([])
  await migrateUp(url)
  expect(await schema()).toEqual(before)
})

/** Every column, constraint, index, function and trigger in our schema. */
async function schema(): Promise<unknown[]> {
  return query(`
    SELECT 'column' AS what, table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS is
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'knex_%'
    UNION ALL
    SELECT 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'knex_%'
    UNION ALL
    SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'knex_%'
    UNION ALL
    SELECT 'function', oid::regprocedure::text || prosrc FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')
    UNION ALL
    SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
      AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    ORDER BY 1, 2`)
}

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
