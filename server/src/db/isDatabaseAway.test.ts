/** What `pg` and Knex throw when the connection breaks, as it was seen when PostgreSQL was killed under load. */
import { expect, test } from 'vitest'
import { isDatabaseAway } from './isDatabaseAway.ts'

const away: unknown[] = [
  new Error('Connection terminated unexpectedly'),
  new Error('BEGIN; - Connection terminated unexpectedly'),
  new Error('COMMIT; - Connection terminated unexpectedly'),
  new Error('ROLLBACK - Client has encountered a connection error and is not queryable'),
  Object.assign(new Error('read'), { code: 'ECONNRESET' }),
  Object.assign(new Error('the database system is in recovery mode'), { code: '57P03' }),
  Object.assign(new Error('Timeout acquiring a connection'), { name: 'KnexTimeoutError' }),
]
test.each(away)('%s', (error) => expect(isDatabaseAway(error)).toBe(true))

const ours: unknown[] = [
  Object.assign(new Error('insert into messages - duplicate key'), { code: '23505' }),
  new Error('select "Connection terminated unexpectedly" - syntax error'),
  new TypeError('Cannot read properties of undefined'),
  undefined,
]
test.each(ours)('not %s', (error) => expect(isDatabaseAway(error)).toBe(false))
