import createKnex, { type Knex } from 'knex'
import { knexSnakeCaseMappers } from 'objection'
import pg from 'pg'

// bigint counts and identities are far below 2^53; a DATE is a calendar day and must not become an instant.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

export type Database = Knex
export type Transaction = Knex.Transaction

/** A pool of connections to the database. There is no global one: a query without a transaction is a mistake. */
export function connect({ databaseUrl, databasePool }: { databaseUrl: string; databasePool: number }): Database {
  return createKnex({
    client: 'pg',
    connection: { connectionString: databaseUrl, application_name: 'patientview-messages' },
    pool: { min: 0, max: databasePool },
    acquireConnectionTimeout: 10_000,
    // snake_case columns, camelCase fields; SQL that is written by hand names its own.
    ...knexSnakeCaseMappers(),
  })
}
