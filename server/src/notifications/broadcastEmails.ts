/**
 * The e-mails of a broadcast. They get in line as conversations are made, without a time of their own; the pace lets so
 * many of them go each second, as jobs of a lower rank, so that what somebody writes today is never behind them.
 */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { enqueue, enqueueAll, type Jobs } from '../jobs.ts'

/** Patients at these places have their conversation: their e-mails get in line. Doing it again adds none. */
export async function lineUp(trx: Transaction, stretch: Jobs['notifyOfBroadcast']): Promise<void> {
  const { broadcastId, from, to } = stretch
  await holdState(trx, broadcastId)
  await rows(trx, insert('p.place > :from and p.place <= :to'), { broadcastId, from, to, reminder: 0 })
  await startPace(trx)
}

/** Patients of the unit who have not opened it yet, and nobody else. */
export async function lineUpReminders(
  trx: Transaction,
  { broadcastId, number }: Jobs['remindOfBroadcast'],
): Promise<void> {
  await rows(trx, insert(`p.opened_at is null and not ${hasLeft('p.account_id', 'b.group_id')}`), {
    broadcastId,
    reminder: number,
  })
  await startPace(trx)
}

/** Whoever pauses or stops it does so before this, or after. */
async function holdState(trx: Transaction, broadcastId: string): Promise<void> {
  await rows(trx, 'select from broadcasts where id = :broadcastId for share', { broadcastId })
}

const insert = (which: string) => `
  insert into deliveries (message_id, account_id, channel, address, state, reason, group_id, due_at, broadcast_id, reminder)
  select first.id, a.id, 'email', case when why.reason is null then a.email end,
         case when why.reason is null then 'waiting' else 'suppressed' end, why.reason, b.group_id, now(), b.id, :reminder
    from broadcasts b
    join broadcast_patients p on p.broadcast_id = b.id
    join messages first on first.conversation_id = p.conversation_id and first.seq = 1
    join accounts a on a.id = p.account_id
   cross join lateral (
      select case when a.closed_at is not null then 'no longer takes part'
                  when a.email is null then 'no address'
                  when a.email_wish = 'none' then 'not wanted'
                  when b.state = 'stopped' and :reminder = 0 then 'stopped' end as reason
    ) why
   where b.id = :broadcastId and ${which}
  on conflict on constraint one_delivery_per_message_and_person do nothing`

/** A reminder is the unit's to its own patients; the conversation itself stays with whoever has left. */
const hasLeft = (account: string, group: string) => `
  not exists (select from memberships m
               where m.account_id = ${account} and m.group_id = ${group} and m.role = 'patient' and m.ended_at is null)`

async function startPace(trx: Transaction): Promise<void> {
  await enqueue(trx, 'paceBroadcastEmails', {}, { key: paceKey })
}

const paceKey = 'pace'
/** Held by whoever lets e-mails go, and by whoever holds them back. */
const pace = `hashtextextended('pace of broadcasts', 0)`
/** E-mails of broadcasts come after everything else that waits. */
const rank = 10
/** How many seconds' worth may have been let go and not be tried yet: more, and the mail server is slower than the pace. */
const mostAhead = 3

interface Line {
  id: string
  state: string
  /** Since some were let go last; null when none were. */
  seconds: number | null
  /** Let go, and not tried yet. */
  ahead: number
  isWaiting: boolean
}

/** Lets go what a moment's pace allows, shared by the broadcasts that go out, and comes back while there is more. */
export async function paceBroadcastEmails(trx: Transaction, perSecond: number): Promise<void> {
  // Of several workers one keeps the pace.
  const [mine] = await rows<{ locked: boolean }>(trx, `select pg_try_advisory_xact_lock(${pace}) as locked`)
  if (!mine!.locked) return
  const lines = await rows<Line>(trx, openLines)
  const waiting = lines.filter(({ isWaiting }) => isWaiting)
  for (const line of waiting) {
    const share = perSecond / waiting.length
    const due = Math.max(1, Math.floor(share * Math.min(2, line.seconds ?? 1)))
    if ((line.seconds === null || line.seconds >= 0.5) && line.ahead < share * mostAhead) await letGo(trx, line.id, due)
  }
  // What only waits for its last e-mails to be tried, its own room finishes.
  for (const { id, isWaiting } of lines) if (!isWaiting) await enqueue(trx, 'sendBroadcast', { broadcastId: id })
  if (lines.length > 0)
    await enqueue(trx, 'paceBroadcastEmails', {}, { key: paceKey, runAt: new Date(Date.now() + 1000) })
}

// Those under way, and those that are over but for newcomers and reminders.
const openLines = `
  select * from (
    select b.id, b.state, cast(extract(epoch from now() - b.paced_at) as float8) as seconds,
           (select count(*) from deliveries d
             where d.state in ('waiting', 'failed_for_now') and d.state = 'waiting' and d.next_try_at <= now()
               and d.broadcast_id = b.id and d.channel = 'email') as ahead,
           exists (select from deliveries d
                    where d.broadcast_id = b.id and d.channel = 'email' and d.state = 'waiting'
                      and d.next_try_at is null) as "isWaiting"
      from broadcasts b
     where b.state in ('sending', 'done', 'stopped')) as line
   where "isWaiting" or (state = 'sending' and exists (
     select from broadcasts b where b.id = line.id and b.reached = b.patients))
   order by id`

/** Whoever has opened it meanwhile needs no e-mail about it, and nobody is reminded who has left since they got in line. */
async function letGo(trx: Transaction, broadcastId: string, howMany: number): Promise<void> {
  const gone = await rows<{ id: string; isHeld: boolean }>(
    trx,
    `with next as (
       select d.id, case when exists (select from messages m
                                        join broadcast_patients p on p.conversation_id = m.conversation_id
                                       where m.id = d.message_id and p.opened_at is not null) then 'read already'
                         when d.reminder > 0 and ${hasLeft('d.account_id', 'd.group_id')} then 'no longer takes part'
                    end as held
         from deliveries d
        where d.broadcast_id = :broadcastId and d.channel = 'email' and d.state = 'waiting'
          and d.next_try_at is null
        order by d.id limit :howMany for no key update skip locked
     )
     update deliveries d
        set due_at = now(),
            next_try_at = case when held is null then now() end,
            state = case when held is null then d.state else 'suppressed' end,
            reason = coalesce(held, d.reason),
            address = case when held is null then d.address end
       from next where d.id = next.id
     returning d.id, held is not null as "isHeld"`,
    { broadcastId, howMany },
  )
  const jobs = gone.filter(({ isHeld }) => !isHeld).map(({ id }) => ({ deliveryId: id }))
  await enqueueAll(trx, 'deliver', jobs, { priority: rank })
  await rows(trx, 'update broadcasts set paced_at = now() where id = :broadcastId', { broadcastId })
}

/** Paused: what was let go and not tried yet is back in line. Stopped: what was not tried is not sent any more. */
export async function holdBack(trx: Transaction, broadcastId: string): Promise<void> {
  // What somebody lets go at this moment is held back too.
  await rows(trx, `select pg_advisory_xact_lock(${pace})`)
  await holdState(trx, broadcastId)
  await rows(
    trx,
    `update deliveries d set next_try_at = null from broadcasts b
      where b.id = :broadcastId and b.state = 'paused' and d.broadcast_id = b.id and d.channel = 'email'
        and d.reminder = 0 and d.state = 'waiting' and d.next_try_at <= now()`,
    { broadcastId },
  )
  await rows(
    trx,
    `update deliveries d set state = 'suppressed', reason = 'stopped', address = null, next_try_at = null
       from broadcasts b
      where b.id = :broadcastId and b.state = 'stopped' and d.broadcast_id = b.id and d.channel = 'email'
        and d.reminder = 0 and d.state = 'waiting'`,
    { broadcastId },
  )
}
