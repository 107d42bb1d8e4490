/** What tells of a broadcast: it gets in line as conversations are made, and is held back when somebody pauses or stops it. */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { Jobs } from '../jobs.ts'
import { hasLeft } from './hasLeft.ts'
import { startPace, stopPace } from './pace.ts'

interface Told {
  /** Whether there are text messages at all. */
  texts: boolean
}

/** Patients at these places have their conversation: what tells them gets in line. Doing it again adds none. */
export async function lineUp(trx: Transaction, stretch: Jobs['notifyOfBroadcast'] & Told): Promise<void> {
  const { broadcastId, from, to, texts } = stretch
  await holdState(trx, broadcastId)
  await rows(trx, insert('p.place > :from and p.place <= :to'), { broadcastId, from, to, texts, reminder: 0 })
  await startPace(trx)
}

/** Patients of the unit who have not opened it yet, and nobody else. */
export async function lineUpReminders(
  trx: Transaction,
  { broadcastId, number, texts }: Jobs['remindOfBroadcast'] & Told,
): Promise<void> {
  await rows(trx, insert(`p.opened_at is null and not ${hasLeft('p.account_id', 'b.group_id')}`), {
    ...{ broadcastId, texts },
    reminder: number,
  })
  await startPace(trx)
}

/** Whoever pauses or stops it does so before this, or after. */
async function holdState(trx: Transaction, broadcastId: string): Promise<void> {
  await rows(trx, 'select from broadcasts where id = :broadcastId for share', { broadcastId })
}

/** An e-mail each, and a text message for who asked for those. */
const insert = (which: string) => `
  insert into deliveries (message_id, account_id, channel, address, state, reason, group_id, due_at, broadcast_id, reminder)
  select first.id, a.id, by.channel, case when why.reason is null then by.address end,
         case when why.reason is null then 'waiting' else 'suppressed' end, why.reason, b.group_id, now(), b.id, :reminder
    from broadcasts b
    join broadcast_patients p on p.broadcast_id = b.id
    join messages first on first.conversation_id = p.conversation_id and first.seq = 1
    join accounts a on a.id = p.account_id
   cross join lateral (
      select 'email' as channel, a.email as address,
             case when a.email is null then 'no address' when a.email_wish = 'none' then 'not wanted' end as not_sent
      union all
      select 'text', a.text_number, case when a.text_failing_at is not null then 'texts do not arrive' end
       where cast(:texts as boolean) and a.text_proved_at is not null
    ) by
   cross join lateral (
      select case when a.closed_at is not null then 'no longer takes part'
                  when by.not_sent is not null then by.not_sent
                  when b.state = 'stopped' and :reminder = 0 then 'stopped' end as reason
    ) why
   where b.id = :broadcastId and ${which}
  on conflict on constraint one_delivery_per_message_and_person do nothing`

/** Paused: what was let go and not tried yet is back in line. Stopped: what was not tried is not sent any more. */
export async function holdBack(trx: Transaction, broadcastId: string): Promise<void> {
  // What somebody lets go at this moment is held back too.
  await stopPace(trx)
  await holdState(trx, broadcastId)
  await rows(
    trx,
    `update deliveries d set next_try_at = null from broadcasts b
      where b.id = :broadcastId and b.state = 'paused' and d.broadcast_id = b.id and d.reminder = 0
        and d.state = 'waiting' and d.next_try_at is not null`,
    { broadcastId },
  )
  await rows(
    trx,
    `update deliveries d set state = 'suppressed', reason = 'stopped', address = null, next_try_at = null
       from broadcasts b
      where b.id = :broadcastId and b.state = 'stopped' and d.broadcast_id = b.id and d.reminder = 0
        and d.state = 'waiting'`,
    { broadcastId },
  )
}
