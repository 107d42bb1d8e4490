import { createHash } from 'node:crypto'
import type { Knex } from 'knex'

/**
 * Runs SQL that is written by hand, with named bindings (`:name`; write casts as `cast(:name as uuid)`, because knex
 * reads `:name::uuid` as an identifier).
 */
export async function rows<Row>(db: Knex, sql: string, bindings: Record<string, unknown> = {}): Promise<Row[]> {
  const result: { rows: Row[] } = await db.raw(sql, bindings as Record<string, Knex.Value>)
  return result.rows
}

/**
 * As `rows`, for the statements of almost every request: each connection keeps the plan, because making it takes longer
 * than following it. Only where the plan does not depend on the values: those that find a few rows by a key, or in the
 * order of an index.
 */
export async function plannedRows<Row>(db: Knex, sql: string, bindings: Record<string, unknown> = {}): Promise<Row[]> {
  const asked = db.raw<{ rows: Row[] }>(sql, bindings as Record<string, Knex.Value>)
  return (await asked.options({ name: nameOf(sql) })).rows
}

const names = new Map<string, string>()

/** The same for the same text, as PostgreSQL wants it: short. There are only so many texts, since values are not in them. */
function nameOf(sql: string): string {
  const name = names.get(sql) ?? createHash('sha256').update(sql).digest('base64url')
  names.set(sql, name)
  return name
}
