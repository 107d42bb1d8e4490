import type { Knex } from 'knex'

/**
 * Runs SQL that is written by hand, with named bindings (`:name`; write casts as `cast(:name as uuid)`, because knex
 * reads `:name::uuid` as an identifier).
 */
export async function rows<Row>(db: Knex, sql: string, bindings: Record<string, unknown> = {}): Promise<Row[]> {
  const result: { rows: Row[] } = await db.raw(sql, bindings as Record<string, Knex.Value>)
  return result.rows
}
