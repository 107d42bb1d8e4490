import type pg from 'pg'

interface Piece {
  sql: { drop: string; make: string }
  name: string
}

/**
 * Runs `work` while these tables have no index and no key, so that millions of rows can be written in one go, and makes
 * them again as they were. Foreign keys hold for what is written from then on; what is there is not checked again, which
 * a test does on a small scale instead.
 */
export async function stripped(
  client: pg.Client,
  tables: string[],
  work: () => Promise<void>,
  say: (what: string) => void,
): Promise<void> {
  const pieces = [
    ...(await foreignKeys(client, tables)),
    ...(await keys(client, tables)),
    ...(await indexes(client, tables)),
  ]
  for (const { sql } of pieces) await client.query(sql.drop)
  await work()
  for (const { sql, name } of pieces.toReversed()) {
    say(name)
    await client.query(sql.make)
  }
}

/** Of these tables and to them. */
function foreignKeys(client: pg.Client, tables: string[]): Promise<Piece[]> {
  return find(
    client,
    `select conname as name, format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
            format('alter table %s add constraint %I %s not valid', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
       from pg_constraint where contype = 'f' and (conrelid = any($1::regclass[]) or confrelid = any($1::regclass[]))`,
    tables,
  )
}

function keys(client: pg.Client, tables: string[]): Promise<Piece[]> {
  return find(
    client,
    `select conname as name, format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
            format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
       from pg_constraint where contype in ('p', 'u') and conrelid = any($1::regclass[])`,
    tables,
  )
}

/** Those that are no key's. */
function indexes(client: pg.Client, tables: string[]): Promise<Piece[]> {
  return find(
    client,
    `select indexrelid::regclass::text as name, format('drop index %s', indexrelid::regclass) as drop,
            pg_get_indexdef(indexrelid) as make
       from pg_index i
      where indrelid = any($1::regclass[]) and not exists (select from pg_constraint where conindid = indexrelid)`,
    tables,
  )
}

async function find(client: pg.Client, sql: string, tables: string[]): Promise<Piece[]> {
  const { rows } = await client.query<{ name: string; drop: string; make: string }>(sql, [tables])
  return rows.map(({ name, drop, make }) => ({ name, sql: { drop, make } }))
}
