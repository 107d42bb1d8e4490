import { endSessionsOf } from '../accounts/endSessionsOf.ts'
import { tellOfColleague } from '../accounts/tellOfColleague.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { bringAbsencesBack } from './absencesOfLeavers.ts'
import { holdStill } from './holdStill.ts'
import type { Left } from './leavers.ts'
import { tellConversations, type Change, type Names } from './tellConversations.ts'

interface Returning {
  accountId: string
  left: Left
}

interface Back {
  conversationId: string
  groupId: string
  accountId: string
}

/**
 * Takes a closing back: memberships, flags and accounts are open again, the people are back in the conversations that they
 * left by it, and whoever came in for them and has written nothing there goes again. Sessions stay ended, and whatever has
 * become impossible meanwhile (a conversation whose patient has moved, a unit that they joined anew) stays as it is. The
 * group, the accounts and their memberships must be locked.
 */
export async function reopenStaff(scene: Scene, unit: Pick<Group, 'id'>, returning: Returning[]): Promise<void> {
  const places = returning.flatMap(({ accountId, left }) =>
    left.conversationIds.map((conversationId) => ({ conversationId, accountId })),
  )
  await holdStill(scene, 'conversations', [...new Set(places.map(({ conversationId }) => conversationId))])
  await openMemberships(scene, returning)
  await bringAbsencesBack(
    scene,
    returning.map(({ left }) => left),
  )
  const back = await comeBack(scene, places)
  const isBack = new Set(back.map(({ conversationId, accountId }) => `${conversationId} ${accountId}`))
  const gone = await sendAway(
    scene,
    returning.flatMap(({ accountId, left }) =>
      left.takenOver.filter(({ conversationId }) => isBack.has(`${conversationId} ${accountId}`)),
    ),
  )
  await tellConversations(scene, changesOf(back, returning, gone), inWords)
  const read = returning.filter(({ left }) => left.takenOver.length > 0).map(({ accountId }) => accountId)
  await tellOfColleague(scene, 'closedForAWhile', unit.id, read)
}

/** A unit that they have joined anew meanwhile keeps the new membership. */
async function openMemberships(scene: Scene, returning: Returning[]): Promise<void> {
  const reopened = returning.filter(({ left }) => left.accountClosed).map(({ accountId }) => accountId)
  // A sign-in that crossed with the closing must not come to life.
  await endSessionsOf(scene, reopened, 'closed')
  await rows(scene.trx, 'update accounts set closed_at = null where id = any(:reopened)', { reopened })
  await rows(
    scene.trx,
    `update memberships m set ended_at = null, is_recipient = was.is_recipient
       from jsonb_to_recordset(cast(:memberships as jsonb)) as was (id uuid, is_recipient boolean)
      where m.id = was.id and m.ended_at is not null
        and not exists (select from memberships anew
                         where anew.account_id = m.account_id and anew.group_id = m.group_id and anew.ended_at is null)`,
    {
      memberships: JSON.stringify(
        returning.flatMap(({ left }) => left.memberships.map((one) => ({ id: one.id, is_recipient: one.isRecipient }))),
      ),
    },
  )
}

/**
 * Where they may take part (R4). Their line in the inbox is as it was, or as the messages that came meanwhile have left it
 * for everybody else.
 */
async function comeBack({ trx }: Scene, places: Omit<Back, 'groupId'>[]): Promise<Back[]> {
  return rows<Back>(
    trx,
    `update participants p
        set left_at = null, last_seq = c.last_seq, archived = p.archived and p.last_seq = c.last_seq,
            last_activity_at = case when p.last_seq = c.last_seq then p.last_activity_at
              else (select sent_at from messages where conversation_id = c.id and seq = c.last_seq) end
       from jsonb_to_recordset(cast(:places as jsonb)) as place (conversation_id uuid, account_id uuid)
       join conversations c on c.id = place.conversation_id
       left join participants patient on patient.conversation_id = c.id and patient.account_kind = 'patient'
      where p.conversation_id = c.id and p.account_id = place.account_id and p.left_at is not null
        and exists (
          select from memberships theirs join accounts a on a.id = theirs.account_id
           where theirs.account_id = p.account_id and theirs.ended_at is null and a.closed_at is null
             and (theirs.group_id = c.group_id or patient.account_id is null
               or exists (select from memberships patients
                           where patients.account_id = patient.account_id and patients.ended_at is null
                             and patients.group_id = theirs.group_id)))
     returning p.conversation_id as "conversationId", p.group_id as "groupId", p.account_id as "accountId"`,
    {
      places: JSON.stringify(
        places.map(({ conversationId, accountId }) => ({ conversation_id: conversationId, account_id: accountId })),
      ),
    },
  )
}

/** Those who have written stay: somebody may be waiting for their next answer. */
async function sendAway({ trx }: Scene, takenOver: Left['takenOver']): Promise<Set<string>> {
  const gone = await rows<{ conversationId: string; accountId: string }>(
    trx,
    `update participants p set left_at = now()
       from jsonb_to_recordset(cast(:taken as jsonb)) as taker (conversation_id uuid, account_id uuid)
      where p.conversation_id = taker.conversation_id and p.account_id = taker.account_id and p.left_at is null
        and not exists (select from messages m
                         where m.conversation_id = p.conversation_id and m.author_id = p.account_id
                           and m.sent_at >= p.joined_at)
     returning p.conversation_id as "conversationId", p.account_id as "accountId"`,
    {
      taken: JSON.stringify(
        takenOver.map(({ conversationId, accountId }) => ({ conversation_id: conversationId, account_id: accountId })),
      ),
    },
  )
  return new Set(gone.map(({ conversationId, accountId }) => `${conversationId} ${accountId}`))
}

function changesOf(back: Back[], returning: Returning[], gone: Set<string>): Change[] {
  const takers = new Map(
    returning.flatMap(({ accountId, left }) =>
      left.takenOver
        .filter((taken) => gone.has(`${taken.conversationId} ${taken.accountId}`))
        .map((taken) => [`${taken.conversationId} ${accountId}`, taken.accountId] as const),
    ),
  )
  return back.map(({ conversationId, groupId, accountId }) => ({
    conversationId,
    groupId,
    joinsId: accountId,
    leavesId: takers.get(`${conversationId} ${accountId}`) ?? null,
  }))
}

function inWords({ leavesId }: Change, { leaves, joins, by }: Names): string {
  const back = `${joins} was brought back by ${by}.`
  return leavesId ? `${back} ${leaves} left the conversation.` : back
}
