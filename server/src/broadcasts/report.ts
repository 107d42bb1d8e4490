import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import type { BroadcastReport } from './contract.ts'
import { findBroadcast, type BroadcastRow } from './findBroadcast.ts'
import { hasBegun } from './states.ts'
import { countNotOpened, isNotReached, isStillHere } from './told.ts'

/** What became of it, from the rows themselves: nothing here is counted up while it goes on, so nothing can drift. */
export async function showReport(
  scene: Scene,
  unit: Group,
  broadcastId: string,
  house: { texts: boolean },
): Promise<BroadcastReport> {
  const { trx } = scene
  const broadcast = await findBroadcast(trx, unit.id, broadcastId)
  if (!hasBegun(broadcast.state)) throw new Problem('broadcastMovedOn')
  await record(scene, 'broadcast.report_opened', { groupId: unit.id, detail: { broadcastId } })
  const [people] = await rows<People>(trx, countPeople, { broadcastId })
  const { opened, replied, conversations } = people!
  const { notReachable, emails, texts } = await toldOf(scene, broadcast, conversations)
  return {
    patients: broadcast.patients,
    conversations,
    gone: broadcast.reached - conversations,
    notSent: broadcast.patients - broadcast.reached,
    ...{ emails, texts, notReachable, opened, replied },
    notOpened: broadcast.state === 'sending' ? null : await countNotOpened(scene, broadcastId, house),
    openedOverTime: await openedOverTime(scene, broadcast),
    reminders: await remindersOf(scene, broadcastId),
  }
}

interface People {
  conversations: number
  opened: number
  replied: number
}

const countPeople = `
  select count(c.id) as conversations, count(p.opened_at) as opened, count(p.replied_at) as replied
    from broadcast_patients p left join conversations c on c.id = p.conversation_id
   where p.broadcast_id = :broadcastId`

type Told = Pick<BroadcastReport, 'emails' | 'texts' | 'notReachable'>

interface Counted extends Omit<BroadcastReport['emails'], 'waiting'> {
  texted: number
  textWaits: number
  textFailed: number
  notReachable: number
}

/**
 * Of the broadcast itself; a reminder or a text message that arrives makes somebody reachable all the same. What waits
 * when somebody stops it is not sent any more, also before the stop's own job has written that down.
 */
async function toldOf(
  { trx }: Scene,
  { id: broadcastId, unitId, state }: BroadcastRow,
  conversations: number,
): Promise<Told> {
  const isStopped = state === 'stopped'
  const [counted] = await rows<Counted>(
    trx,
    `with each as materialized (
       select d.account_id,
              bool_or(d.first and d.state = 'handed_over') as first_handed_over,
              bool_or(d.first and d.state = 'waiting') as first_waits,
              bool_or(d.first and d.state = 'failed_for_now') as first_failed_for_now,
              bool_or(d.first and d.state in ('bounced', 'failed_for_good')) as failed,
              bool_or(d.first and d.reason = 'no address') as no_address,
              bool_or(d.first and d.reason = 'not wanted') as not_wanted,
              bool_or(d.first and d.reason = 'stopped') as stopped,
              bool_or(d.first_text and d.state = 'handed_over') as texted,
              bool_or(d.first_text and d.state in ('waiting', 'failed_for_now')) as text_waits,
              bool_or(d.first_text and d.state in ('bounced', 'failed_for_good')) as text_failed,
              ${isNotReached('false')} as not_reached, ${isNotReached('true')} as not_reached_if_bouncing
         from (select account_id, channel, reminder, reminder = 0 and channel = 'email' as first,
                      reminder = 0 and channel = 'text' as first_text,
                      case when held then 'suppressed' else state end as state,
                      case when held then 'stopped' else reason end as reason
                 from deliveries
                cross join lateral (
                  select cast(:isStopped as boolean) and reminder = 0 and state = 'waiting' as held) by_the_stop
                where broadcast_id = :broadcastId) d
        group by d.account_id
     ), sorted as (
       select each.*, case when first_handed_over then 'handedOver' when first_waits then 'waiting'
                           when first_failed_for_now then 'triedAgain'
                           when failed then 'failed' when no_address then 'noAddress'
                           when not_wanted then 'notWanted' when stopped then 'stopped' else 'notNeeded' end as sort
         from each
     )
     select count(*) filter (where sort = 'handedOver') as "handedOver",
            count(*) filter (where sort = 'triedAgain') as "triedAgain",
            count(*) filter (where sort = 'failed') as failed,
            count(*) filter (where sort = 'noAddress') as "noAddress",
            count(*) filter (where sort = 'notWanted') as "notWanted",
            count(*) filter (where sort = 'stopped') as stopped,
            count(*) filter (where sort = 'notNeeded') as "notNeeded",
            count(*) filter (where texted) as texted, count(*) filter (where text_waits) as "textWaits",
            count(*) filter (where text_failed) as "textFailed",
            count(*) filter (where p.opened_at is null and not_reached_if_bouncing and ${toBeRung}) as "notReachable"
       from sorted
       join broadcast_patients p on p.broadcast_id = :broadcastId and p.account_id = sorted.account_id`,
    { broadcastId, unitId, isStopped },
  )
  const { handedOver, triedAgain, failed, noAddress, notWanted, stopped, notNeeded, notReachable } = counted!
  // Also those for whom nothing is written down yet.
  const waiting = conversations - handedOver - triedAgain - failed - noAddress - notWanted - stopped - notNeeded
  return {
    emails: { handedOver, waiting, triedAgain, failed, noAddress, notWanted, stopped, notNeeded },
    texts: { handedOver: counted!.texted, waiting: counted!.textWaits, failed: counted!.textFailed },
    notReachable,
  }
}

const toBeRung = isStillHere('p.account_id', ':unitId', '(not_reached or theirs.email_bouncing_at is not null)')

/** At most so many steps of an hour; what goes on for longer is told by the day. */
const mostHours = 48

async function openedOverTime(
  { trx }: Scene,
  { id, begunAt }: BroadcastRow,
): Promise<BroadcastReport['openedOverTime']> {
  const found = await rows<{ at: Date; opened: number }>(
    trx,
    `with span as (
       select cast(:begunAt as timestamptz) as begins,
              case when max(opened_at) - cast(:begunAt as timestamptz) > :mostHours * interval '1 hour'
                   then interval '1 day' else interval '1 hour' end as step
         from broadcast_patients where broadcast_id = :id and opened_at is not null
     ), steps as (
       select date_bin(step, opened_at, begins) + step as at, count(*) as opened
         from span, broadcast_patients where broadcast_id = :id and opened_at is not null
        group by 1
     )
     select at, cast(sum(opened) over (order by at) as int) as opened from steps order by at`,
    { id, begunAt, mostHours },
  )
  return [{ at: begunAt!.toISOString(), opened: 0 }, ...found.map((one) => ({ ...one, at: one.at.toISOString() }))]
}

async function remindersOf({ trx }: Scene, broadcastId: string): Promise<BroadcastReport['reminders']> {
  const sent = await rows<{ at: Date; by: string; nextAt: Date | null }>(
    trx,
    `select r.at, a.first_name || ' ' || a.last_name as by,
            case when r.at > now() - interval '24 hours' then r.at + interval '24 hours' end as "nextAt"
       from broadcast_reminders r join accounts a on a.id = r.asked_by
      where r.broadcast_id = :broadcastId order by r.number desc`,
    { broadcastId },
  )
  return {
    sent: sent.map(({ at, by }) => ({ at: at.toISOString(), by })),
    nextAt: sent[0]?.nextAt?.toISOString() ?? null,
  }
}
