import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import { writableGroups } from '../groups/listGroups.ts'
import { mayJoin } from '../groups/mayJoin.ts'
import type { Scene } from '../http/scene.ts'
import { enqueue } from '../jobs.ts'
import { addNotice } from './addNotice.ts'
import { authorOf, named } from './authorOf.ts'
import type { FoundConversation } from './findConversation.ts'
import { announceTo } from './markRead.ts'
import { canAddParticipant, must, patientOf } from './policy.ts'

/**
 * Adds a colleague (R4): somebody in the actor's own recipient list, never a patient, and beside a patient only somebody
 * who shares one of that patient's units. They see the history; a notice says who added them. The memberships of both must
 * be held, before the conversation is locked: everybody locks in this order.
 */
export async function addParticipant(scene: Scene, conversation: FoundConversation, accountId: string): Promise<void> {
  must(canAddParticipant(conversation))
  const { trx, actor } = scene
  const colleague = await findColleague(scene, conversation, accountId)
  if (!colleague) throw new Problem('notARecipient', { fields: { accountId: 'Choose somebody else' } })
  const added = await rows<{ messageId: string }>(
    trx,
    `insert into participants (conversation_id, group_id, account_id, account_kind, last_activity_at, last_seq)
     select c.id, c.group_id, :accountId, 'staff', now(), c.last_seq from conversations c where c.id = :conversationId
     on conflict (conversation_id, account_id) do update
       set left_at = null, joined_at = now(), archived = false, last_seq = excluded.last_seq, last_activity_at = now()
       where participants.left_at is not null
     returning (select id from messages
                 where conversation_id = participants.conversation_id and seq = participants.last_seq) as "messageId"`,
    { accountId, conversationId: conversation.id },
  )
  if (!added[0]) throw new Problem('alreadyTakingPart')
  await addNotice(
    trx,
    conversation,
    `${named(colleague)} was added by ${named(authorOf(actor, conversation.group.id))}.`,
  )
  await record(scene, 'participant.added', { conversationId: conversation.id, detail: { accountId } })
  await enqueue(trx, 'notifyNewcomer', { messageId: added[0].messageId, accountId })
  announceTo(scene, conversation)
  scene.announce({ accountIds: [accountId], conversationId: conversation.id })
}

async function findColleague(scene: Scene, conversation: FoundConversation, accountId: string) {
  const { trx, actor } = scene
  const patient = patientOf(conversation)
  const [colleague] = await rows<{ name: string; roleTitle: string | null }>(
    trx,
    `select a.first_name || ' ' || a.last_name as name,
            (select m.role_title from memberships m where m.account_id = a.id
              order by m.group_id = :groupId desc, m.ended_at nulls first limit 1) as "roleTitle"
       from accounts a
      where a.id = :accountId and a.closed_at is null and a.id <> :actorId
        and exists (select from memberships m
                     where m.account_id = a.id and m.receives and m.group_id = any(:groupIds))
        ${patient ? `and ${mayJoin('a.id', ':patientId')}` : ''}`,
    {
      accountId,
      groupId: conversation.group.id,
      actorId: actor.accountId,
      groupIds: (await writableGroups(scene)).map(({ group }) => group.id),
      ...(patient && { patientId: patient.accountId }),
    },
  )
  return colleague
}
