/** Who is away among those to whom something is sent, and who gets it instead: they are added, and a notice says why (R14). */
import { untilInWords } from '../absences/daysInWords.ts'
import { whoCovers } from '../absences/whoCovers.ts'
import { rows } from '../db/rows.ts'
import { mayJoin } from '../groups/mayJoin.ts'
import type { Scene } from '../http/scene.ts'
import type { FoundConversation } from './findConversation.ts'

/** Somebody to whom something is sent. */
interface Addressee {
  membershipId: string
  accountId: string
  name: string
}

export interface Cover {
  accountId: string
  name: string
  absent: Addressee
  /** As the notice says it. */
  until: string
}

/** Two who change the same unit's staff at this moment are waited for; a third is one too many. */
const tries = 3

/**
 * Those who get it instead of the absent ones among these people, beside a patient whose conversation they may join. Among
 * staff there are none: whoever writes to a colleague has seen that they are away and who covers, and decides whom they tell,
 * rather than that somebody is let into what the two have said to each other. Their memberships cannot end before what is sent is stored,
 * and are held before anything is written: everybody locks in this order.
 */
export async function holdCovers(
  { trx, actor }: Scene,
  addressees: Addressee[],
  patientId: string | undefined,
): Promise<Cover[]> {
  if (patientId === undefined) return []
  let covers: (Cover & { membershipId: string })[] = []
  for (let attempt = 0; attempt < tries; attempt++) {
    covers = []
    const covered = await whoCovers(
      trx,
      addressees.map(({ membershipId }) => membershipId),
      { patientId },
    )
    for (const absent of addressees) {
      const { until = '', day = '', instead = null } = covered.get(absent.membershipId) ?? {}
      if (instead && absent.accountId !== actor.accountId && instead.id !== actor.accountId)
        covers.push({
          ...{ absent, accountId: instead.id, membershipId: instead.membershipId, name: instead.name },
          until: untilInWords(until, day),
        })
    }
    if (covers.length === 0) return []
    const held = await rows<{ id: string }>(
      trx,
      `select m.id from memberships m
        where m.id = any(:ids) and m.receives and ${mayJoin('m.account_id', ':patientId')} order by m.id for share of m`,
      { ids: covers.map((cover) => cover.membershipId), patientId },
    )
    const ids = new Set(held.map(({ id }) => id))
    const lost = covers.filter((cover) => !ids.has(cover.membershipId))
    covers = covers.filter((cover) => ids.has(cover.membershipId))
    if (lost.length === 0) break
  }
  return covers
}

/** Of these covers those who are not among them yet. */
export function newAmong(covers: Cover[], accountIds: Iterable<string>): Cover[] {
  const there = new Set(accountIds)
  return covers.filter(({ accountId }) => !there.has(accountId))
}

/** After a message that was sent just now: it is new to them, and they see the history. */
export async function addCovers(
  scene: Scene,
  conversation: Pick<FoundConversation, 'id'>,
  covers: Cover[],
  message: { id: string; seq: number; sentAt: Date },
): Promise<void> {
  if (covers.length === 0) return
  const added = await rows<{ accountId: string }>(
    scene.trx,
    `insert into participants (conversation_id, group_id, account_id, account_kind, last_activity_at, last_seq)
     select c.id, c.group_id, a.id, a.kind, :sentAt, :seq
       from conversations c join accounts a on a.id = any(:accountIds)
      where c.id = :conversationId
     on conflict (conversation_id, account_id) do update
       set left_at = null, joined_at = now(), archived = false, last_seq = excluded.last_seq,
           last_activity_at = excluded.last_activity_at
       where participants.left_at is not null
     returning account_id as "accountId"`,
    {
      ...{ conversationId: conversation.id, seq: message.seq, sentAt: message.sentAt },
      accountIds: covers.map(({ accountId }) => accountId),
    },
  )
  const accountIds = added.map(({ accountId }) => accountId)
  const joined = covers.filter(({ accountId }) => accountIds.includes(accountId))
  await sayWhy(scene, [{ conversationId: conversation.id, afterSeq: message.seq }], joined)
  scene.announce({ accountIds, conversationId: conversation.id, messageId: message.id })
}

/** In each of these conversations: who gets this, because who is away until when. */
export async function sayWhy(
  { trx, actor, requestId }: Scene,
  places: { conversationId: string; afterSeq: number }[],
  covers: Cover[],
): Promise<void> {
  if (covers.length === 0) return
  await rows(
    trx,
    `with said as (
       select place.conversation_id, place.after_seq, cover.text, cover.account_id, cover.instead_of, cover.number
         from jsonb_to_recordset(cast(:places as jsonb)) as place (conversation_id uuid, after_seq integer),
              rows from (jsonb_to_recordset(cast(:covers as jsonb)) as (text text, account_id uuid, instead_of uuid))
                with ordinality as cover (text, account_id, instead_of, number)
     ), noticed as (
       insert into notices (conversation_id, after_seq, text)
       select conversation_id, after_seq, text from said order by number
     )
     insert into audit (action, account_id, session_id, conversation_id, detail, request_id)
     select 'participant.added', :actorId, :sessionId, conversation_id,
            jsonb_build_object('accountId', account_id, 'insteadOf', instead_of), :requestId
       from said order by number`,
    {
      ...{ actorId: actor.accountId, sessionId: actor.sessionId, requestId },
      places: JSON.stringify(
        places.map(({ conversationId, afterSeq }) => ({ conversation_id: conversationId, after_seq: afterSeq })),
      ),
      covers: JSON.stringify(
        covers.map((cover) => ({
          text: `${cover.name} gets this because ${cover.absent.name} is away until ${cover.until}.`,
          account_id: cover.accountId,
          instead_of: cover.absent.accountId,
        })),
      ),
    },
  )
}
