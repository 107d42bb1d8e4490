/**
 * What goes to thousands waits in lines: for each broadcast and each item of news one of e-mails and one of text messages.
 * The deliveries in it have no time of their own; the pace lets so many of them go each second, as jobs of a lower rank, so
 * that what somebody writes today is never behind them.
 */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { UnitHours } from '../groups/openingHours.ts'
import { enqueue, enqueueAll } from '../jobs.ts'
import { hasLeft } from './hasLeft.ts'
import { hoursOf, textsOpenAt } from './textHours.ts'

export async function startPace(trx: Transaction): Promise<void> {
  await enqueue(trx, 'paceDeliveries', {}, { key: paceKey })
}

const paceKey = 'pace'
/** What waits in lines comes after everything else. */
export const rankInLine = 10
/** How many seconds' worth may have been let go and not be tried yet: more, and the mail server is slower than the pace. */
const mostAhead = 3

/** Held by whoever lets deliveries go, and by whoever holds them back; of several workers one keeps the pace. */
const pace = `hashtextextended('pace of broadcasts', 0)`

export async function stopPace(trx: Transaction): Promise<void> {
  await rows(trx, `select pg_advisory_xact_lock(${pace})`)
}

interface Line {
  /** Of the broadcast or the item. */
  id: string
  of: 'broadcast' | 'news'
  channel: 'email' | 'text'
  /** Null of an item. */
  state: string | null
  /** Since some were let go last; null when none were. */
  seconds: number | null
  /** Let go, and not tried yet. */
  ahead: number
  isWaiting: boolean
  hours: UnitHours
}

interface Pace {
  perSecond: number
  /** By which text messages are not sent at night. */
  now: Date
}

/** Lets go what a moment's pace allows, shared by the lines of a channel, and comes back while there is more. */
export async function paceDeliveries(trx: Transaction, { perSecond, now }: Pace): Promise<void> {
  const [mine] = await rows<{ locked: boolean }>(trx, `select pg_try_advisory_xact_lock(${pace}) as locked`)
  if (!mine!.locked) return
  const lines = await rows<Line>(trx, openLines)
  const moving = lines.filter(
    ({ isWaiting, channel, hours }) => isWaiting && (channel === 'email' || !textsOpenAt(hours, now)),
  )
  for (const line of moving) {
    const share = perSecond / moving.filter(({ channel }) => channel === line.channel).length
    const due = Math.max(1, Math.floor(share * Math.min(2, line.seconds ?? 1)))
    if ((line.seconds === null || line.seconds >= 0.5) && line.ahead < share * mostAhead) await letGo(trx, line, due)
  }
  const finishing = lines.filter(
    ({ of, channel, isWaiting }) => of === 'broadcast' && channel === 'email' && !isWaiting,
  )
  // What only waits for its last e-mails to be tried, its own room finishes.
  for (const { id } of finishing) await enqueue(trx, 'sendBroadcast', { broadcastId: id })
  await forgetEmptyLines(trx)
  // Lines that wait for the morning are looked at by the minute.
  if (moving.length + finishing.length > 0)
    await enqueue(trx, 'paceDeliveries', {}, { key: paceKey, runAt: new Date(Date.now() + 1000) })
}

const secondsSince = (instant: string) => `cast(extract(epoch from now() - ${instant}) as float8)`

/** The deliveries of this line, which are let go and not tried; and whether some are not let go. */
const counts = (isOfLine: string) => `
  (select count(*) from deliveries d
    where d.state in ('waiting', 'failed_for_now') and d.state = 'waiting' and d.next_try_at <= now()
      and ${isOfLine} and d.channel = by.channel) as ahead,
  exists (select from deliveries d
           where ${isOfLine} and d.channel = by.channel and d.state = 'waiting' and d.next_try_at is null) as "isWaiting",
  ${hoursOf('g')} as hours`

// Those of broadcasts under way, and of those that are over but for newcomers and reminders; and those of news.
const openLines = `
  select * from (
    select b.id, 'broadcast' as of, by.channel, b.state, ${secondsSince('b.paced_at')} as seconds,
           ${counts('d.broadcast_id = b.id')}
      from broadcasts b
      join groups g on g.id = b.group_id
     cross join (values ('email'), ('text')) as by (channel)
     where b.state in ('sending', 'done', 'stopped')
     union all
    select n.id, 'news', by.channel, null, ${secondsSince('n.paced_at')},
           ${counts('d.news_id = n.id')}
      from news_items n
      join groups g on g.id = n.group_id
     cross join (values ('email'), ('text')) as by (channel)
     where n.paced_at is not null) as line
   where "isWaiting" or (state = 'sending' and channel = 'email' and exists (
     select from broadcasts b where b.id = line.id and b.reached = b.patients))
   order by of, id, channel`

/**
 * Whoever has opened it meanwhile needs no word about it, and whoever has left the unit since they got in line gets none;
 * nor does anybody of what was stopped, also before the stop's own job comes.
 * Of news, who is still to be told is looked at when it is tried.
 */
async function letGo(trx: Transaction, { id, of, channel }: Line, howMany: number): Promise<void> {
  const held = `
    case when exists (select from messages m
                        join broadcast_patients p on p.conversation_id = m.conversation_id
                       where m.id = d.message_id and p.opened_at is not null) then 'read already'
         when ${hasLeft('d.account_id', 'd.group_id')} then 'no longer takes part'
         when d.reminder = 0 and exists (select from broadcasts b where b.id = d.broadcast_id and b.state = 'stopped')
         then 'stopped' end`
  const gone = await rows<{ id: string; isHeld: boolean }>(
    trx,
    `with next as (
       select d.id, ${of === 'broadcast' ? held : 'cast(null as text)'} as held
         from deliveries d
        where d.${of}_id = :id and d.channel = :channel and d.state = 'waiting' and d.next_try_at is null
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
    { id, channel, howMany },
  )
  const jobs = gone.filter(({ isHeld }) => !isHeld).map((one) => ({ deliveryId: one.id }))
  await enqueueAll(trx, 'deliver', jobs, { priority: rankInLine })
  const table = of === 'broadcast' ? 'broadcasts' : 'news_items'
  await rows(trx, `update ${table} set paced_at = now() where id = :id`, { id })
}

/** Items of which nothing is in line any more: nothing is added to an item's lines once they are made. */
async function forgetEmptyLines(trx: Transaction): Promise<void> {
  await rows(
    trx,
    `update news_items n set paced_at = null
      where n.paced_at is not null
        and not exists (select from deliveries d
                         where d.news_id = n.id and d.state = 'waiting' and d.next_try_at is null)`,
  )
}
