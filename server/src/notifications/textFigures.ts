import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { DeliveryFigures } from './contract.ts'
import { londonDay, now, type Bindings } from './figureSql.ts'

/** How the text messages about a unit's messages fare. */
export async function textFigures(trx: Transaction, bindings: Bindings): Promise<DeliveryFigures['texts']> {
  const [found] = await rows<DeliveryFigures['texts']>(
    trx,
    `select handed_over.*, under_way.*, ended.*
       from (select count(*) filter (where handed_over_at >= ${londonDay(0)}) as today, count(*) as week
               from deliveries
              where group_id = :unitId and state = 'handed_over' and channel = 'text'
                and handed_over_at >= ${londonDay(6)}) handed_over
      cross join (select count(*) filter (where next_try_at > ${now} and state = 'waiting') as "later",
                         count(*) filter (where next_try_at <= ${now} or state <> 'waiting') as waiting
                    from deliveries
                   where group_id = :unitId and state in ('waiting', 'failed_for_now') and channel = 'text') under_way
      cross join (select count(*) as failed from deliveries
                   where group_id = :unitId and state in ('failed_for_good', 'bounced') and channel = 'text'
                     and created_at >= ${londonDay(6)}) ended`,
    bindings,
  )
  return found!
}
