import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { findConversation, type FoundConversation } from './findConversation.ts'
import { must } from './policy.ts'
import { findRepliers } from './repliers.ts'

/**
 * A patient replies to a broadcast: in this one conversation, and in no other, the people take part from now on who
 * receive replies. Their inbox gets it with the reply, in the same transaction. The conversation must be
 * locked. Returns it as it is then: who of them is away is covered like anybody else.
 */
export async function openToRepliers(scene: Scene, conversation: FoundConversation): Promise<FoundConversation> {
  const { broadcastId, repliers } = conversation
  if (!broadcastId || !repliers || repliers.length === 0 || scene.actor.kind !== 'patient') return conversation
  const { trx } = scene
  const accountIds = repliers.map(({ accountId }) => accountId)
  // Whoever leaves the unit at this moment does so before or after, and takes part afterwards or not at all.
  await rows(
    trx,
    'select from memberships where account_id = any(:accountIds) and group_id = :groupId order by id for share',
    { accountIds, groupId: conversation.group.id },
  )
  const now = await findRepliers(trx, broadcastId, scene.actor.accountId)
  must(now.length > 0)
  const joined = await rows<{ accountId: string }>(
    trx,
    `insert into participants (conversation_id, group_id, account_id, account_kind, last_activity_at, last_seq)
     select :conversationId, :groupId, account_id, 'staff', now(), :lastSeq
       from unnest(cast(:accountIds as uuid[])) as account_id
     on conflict (conversation_id, account_id) do update
       set left_at = null, joined_at = now(), archived = false, last_seq = excluded.last_seq, last_activity_at = now()
       where participants.left_at is not null
     returning account_id as "accountId"`,
    {
      conversationId: conversation.id,
      groupId: conversation.group.id,
      lastSeq: conversation.lastSeq,
      accountIds: now.map(({ accountId }) => accountId),
    },
  )
  await record(scene, 'broadcast.replied', {
    conversationId: conversation.id,
    detail: { broadcastId, accountIds: joined.map(({ accountId }) => accountId) },
  })
  return findConversation(scene, conversation.id)
}
