import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { DeliveryFigures } from './contract.ts'
import { londonDay, now, type Bindings } from './figureSql.ts'

/**
 * How the text messages about a unit's messages fare. Those that nobody will get wait in vain, because they were stopped
 * meanwhile or the message was opened: when their time comes they are not sent, and till then they are not counted.
 */
export async function textFigures(trx: Transaction, bindings: Bindings): Promise<DeliveryFigures['texts']> {
  const [found] = await rows<DeliveryFigures['texts']>(
    trx,
    `select handed_over.*, under_way.*, ended.*
       from (select count(*) filter (where handed_over_at >= ${londonDay(0)}) as today, count(*) as week
               from deliveries
              where group_id = :unitId and state = 'handed_over' and channel = 'text'
                and handed_over_at >= ${londonDay(6)}) handed_over
      cross join (select count(*) filter (where d.next_try_at > ${now} and d.state = 'waiting') as "later",
                         count(*) filter (where d.next_try_at <= ${now} or d.state <> 'waiting') as waiting
                    from deliveries d
                    join accounts a on a.id = d.account_id
                    left join messages m on m.id = d.message_id
                    left join participants p on p.conversation_id = m.conversation_id and p.account_id = d.account_id
                   where d.group_id = :unitId and d.state in ('waiting', 'failed_for_now') and d.channel = 'text'
                     and d.next_try_at is not null
                     and a.text_proved_at is not null and a.text_failing_at is null and a.closed_at is null
                     and p.left_at is null and (m.id is null or m.seq > p.last_read_seq)) under_way
      cross join (select count(*) as failed from deliveries
                   where group_id = :unitId and state in ('failed_for_good', 'bounced') and channel = 'text'
                     and created_at >= ${londonDay(6)}) ended`,
    bindings,
  )
  return found!
}
