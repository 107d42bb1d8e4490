import { closeAccounts } from '../accounts/closeAccounts.ts'
import { endSessionsOf } from '../accounts/endSessionsOf.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { enqueueAll } from '../jobs.ts'
import { handOverCovers } from './absencesOfLeavers.ts'
import { holdStill } from './holdStill.ts'
import type { Leaver, Left } from './leavers.ts'
import { planTakeovers, type Place } from './planTakeovers.ts'
import { tellConversations, type Change, type Names } from './tellConversations.ts'

interface Ending {
  id: string
  accountId: string
  isRecipient: boolean
  /** Nothing is left of the person's memberships. */
  wasLast: boolean
}

/**
 * People leave a unit, or altogether: their open conversations go to those who take over, they leave all of them, their
 * absences end and their covers go to the same people, their flags are cleared, their memberships end, and accounts without any are closed with their sessions. What they wrote keeps their name. The
 * group, the accounts and their memberships must be locked, and whether it may be done is decided already.
 */
export async function closeStaff(scene: Scene, unit: Pick<Group, 'id'>, leavers: Leaver[]): Promise<Map<string, Left>> {
  const ending = await findEnding(scene, unit, leavers)
  const endingIds = ending.map(({ id }) => id)
  const closed = leavers
    .filter((one) => one.altogether || ending.some(({ accountId, wasLast }) => accountId === one.accountId && wasLast))
    .map(({ accountId }) => accountId)
  await endSessions(scene, closed)
  const places = await planTakeovers(scene, unit, leavers, endingIds)
  const takenOver = await takeOver(scene, places)
  await leave(scene, places)
  await tellConversations(scene, changesOf(places, takenOver), inWords)
  const absences = await handOverCovers(scene, leavers, endingIds)
  await endMemberships(scene, endingIds)
  await closeAccounts(scene, closed)
  const endingOf = Map.groupBy(ending, ({ accountId }) => accountId)
  const placesOf = Map.groupBy(places, ({ leaverId }) => leaverId)
  return new Map(
    leavers.map(({ accountId }): [string, Left] => {
      const theirs = placesOf.get(accountId) ?? []
      return [
        accountId,
        {
          ...absences.get(accountId),
          accountClosed: closed.includes(accountId),
          memberships: (endingOf.get(accountId) ?? []).map(({ id, isRecipient }) => ({ id, isRecipient })),
          conversationIds: theirs.map(({ conversationId }) => conversationId),
          takenOver: theirs.flatMap((place) =>
            takenOver.has(place) ? [{ conversationId: place.conversationId, accountId: place.takerId! }] : [],
          ),
        },
      ]
    }),
  )
}

async function findEnding({ trx }: Scene, unit: Pick<Group, 'id'>, leavers: Leaver[]): Promise<Ending[]> {
  return rows<Ending>(
    trx,
    `select m.id, m.account_id as "accountId", m.is_recipient as "isRecipient",
            not exists (select from memberships others
                         where others.account_id = m.account_id and others.ended_at is null and others.id <> m.id) as "wasLast"
       from memberships m
      where m.ended_at is null
        and (m.account_id = any(:altogether) or (m.account_id = any(:fromHere) and m.group_id = :unitId))
      order by m.id`,
    {
      unitId: unit.id,
      altogether: leavers.filter(({ altogether }) => altogether).map(({ accountId }) => accountId),
      fromHere: leavers.filter(({ altogether }) => !altogether).map(({ accountId }) => accountId),
    },
  )
}

/** First of all: a request of theirs that is under way has its session before it has anything else. */
async function endSessions(scene: Scene, accountIds: string[]): Promise<void> {
  const open = await rows<{ id: string }>(
    scene.trx,
    'select id from sessions where account_id = any(:accountIds) and ended_at is null',
    { accountIds },
  )
  await holdStill(
    scene,
    'sessions',
    open.map(({ id }) => id),
  )
  await endSessionsOf(scene, accountIds, 'closed')
}

/** As when a colleague is added: they see the history, and it is new to them. Returns who was not there already. */
async function takeOver({ trx, actor }: Scene, places: Place[]): Promise<Set<Place>> {
  const byTaker = new Map<string, Place>()
  for (const place of places) {
    const key = `${place.conversationId} ${place.takerId}`
    // Where two leave at once, it is in place of the first of them.
    if (place.takerId && !byTaker.has(key)) byTaker.set(key, place)
  }
  const added = await rows<{ conversationId: string; accountId: string; messageId: string }>(
    trx,
    `with added as (
       insert into participants (conversation_id, group_id, account_id, account_kind, last_activity_at, last_seq)
       select c.id, c.group_id, taker.account_id, 'staff', now(), c.last_seq
         from jsonb_to_recordset(cast(:takers as jsonb)) as taker (conversation_id uuid, account_id uuid)
         join conversations c on c.id = taker.conversation_id
       on conflict (conversation_id, account_id) do update
         set left_at = null, joined_at = now(), archived = false, last_seq = excluded.last_seq, last_activity_at = now()
         where participants.left_at is not null
       returning conversation_id, account_id, last_seq
     )
     select added.conversation_id as "conversationId", added.account_id as "accountId", m.id as "messageId"
       from added join messages m on m.conversation_id = added.conversation_id and m.seq = added.last_seq`,
    {
      takers: JSON.stringify(
        Array.from(byTaker.values(), ({ conversationId, takerId }) => ({
          conversation_id: conversationId,
          account_id: takerId,
        })),
      ),
    },
  )
  // Who takes over by their own hand knows. Everybody else is e-mailed once: which conversations, their inbox says.
  const told = new Map(added.map(({ accountId, messageId }) => [accountId, { accountId, messageId }]))
  told.delete(actor.accountId)
  await enqueueAll(trx, 'notifyNewcomer', [...told.values()])
  return new Set(added.map(({ conversationId, accountId }) => byTaker.get(`${conversationId} ${accountId}`)!))
}

async function leave({ trx }: Scene, places: Place[]): Promise<void> {
  await rows(
    trx,
    `update participants p set left_at = now()
       from jsonb_to_recordset(cast(:places as jsonb)) as place (conversation_id uuid, account_id uuid)
      where p.conversation_id = place.conversation_id and p.account_id = place.account_id`,
    {
      places: JSON.stringify(
        places.map(({ conversationId, leaverId }) => ({ conversation_id: conversationId, account_id: leaverId })),
      ),
    },
  )
}

/** A unit without messaging may keep naming its contact of before; nobody who has gone. */
async function endMemberships(scene: Scene, ids: string[]): Promise<void> {
  const named = await rows<{ id: string }>(
    scene.trx,
    'select id from groups where default_contact_id = any(:ids) and not messaging_on',
    { ids },
  )
  const groupIds = named.map(({ id }) => id)
  await holdStill(scene, 'groups', groupIds)
  await rows(scene.trx, 'update groups set default_contact_id = null where id = any(:groupIds) and not messaging_on', {
    groupIds,
  })
  await rows(scene.trx, 'update memberships set ended_at = now(), is_recipient = false where id = any(:ids)', { ids })
}

function changesOf(places: Place[], takenOver: Set<Place>): Change[] {
  return places.map((place) => ({
    conversationId: place.conversationId,
    groupId: place.groupId,
    leavesId: place.leaverId,
    joinsId: takenOver.has(place) ? place.takerId : null,
  }))
}

function inWords({ joinsId }: Change, { leaves, joins, by, joinsByOwnHand }: Names): string {
  if (!joinsId) return `${leaves} has left.`
  if (joinsByOwnHand) return `${leaves} has left. ${joins} took their place.`
  return `${leaves} has left. ${joins} was added in their place by ${by}.`
}
