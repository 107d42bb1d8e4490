/** Holds something in the database still, so that a race can be met on purpose: whoever comes second waits until `letGo`. */
import { expect } from 'vitest'
import type { Database, Transaction } from '../src/db/connect.ts'
import { rows } from '../src/db/rows.ts'

export async function holding(db: Database, take: (trx: Transaction) => Promise<unknown>) {
  const trx = await db.transaction()
  await take(trx)
  return {
    /** At least so many. */
    async untilWaiting(howMany = 1): Promise<void> {
      const waiting = async () => {
        const blocked = `select from pg_stat_activity
          where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`
        return (await rows(db, blocked)).length
      }
      await expect.poll(waiting, { timeout: 10_000, interval: 10 }).toBeGreaterThanOrEqual(howMany)
    },
    async letGo(): Promise<void> {
      await trx.commit()
    },
  }
}
