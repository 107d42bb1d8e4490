import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'
import { followHours } from './followHours.ts'
import { forgetOldBounces } from './markBouncing.ts'
import { deliverKey } from './notify.ts'
import { rankInLine } from './pace.ts'

const mostAtOnce = 1000

/** What has to be done now and then about deliveries. Returns how many were set going again. */
export async function sweepDeliveries(trx: Transaction, now = new Date()): Promise<number> {
  await forgetOldBounces(trx)
  await rows(trx, `delete from text_codes where created_at < now() - interval '7 days'`)
  await followHours(trx, now)
  return reviveStuck(trx)
}

/** Sets deliveries going again whose time has come and whose job is gone, whatever became of it. Returns how many. */
async function reviveStuck(trx: Transaction): Promise<number> {
  const stuck = await rows<{ id: string; isInLine: boolean }>(
    trx,
    `select id, broadcast_id is not null or news_id is not null as "isInLine" from deliveries
      where state in ('waiting', 'failed_for_now') and next_try_at < now() - interval '1 minute'
      order by next_try_at limit :mostAtOnce`,
    { mostAtOnce },
  )
  for (const { id, isInLine } of stuck)
    await enqueue(trx, 'deliver', { deliveryId: id }, { key: deliverKey(id), priority: isInLine ? rankInLine : 0 })
  return stuck.length
}
