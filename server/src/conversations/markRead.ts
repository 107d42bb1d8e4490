import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { FoundConversation } from './findConversation.ts'

/** The actor has read up to `seq`; never moves back. The others hear of it, because they see who has opened it (R7). */
export async function markRead(scene: Scene, conversation: FoundConversation, seq: number): Promise<void> {
  const moved = await rows(
    scene.trx,
    `update participants set last_read_seq = least(:seq, last_seq), last_read_at = now()
      where conversation_id = :conversationId and account_id = :accountId and last_read_seq < least(:seq, last_seq)
     returning last_read_seq`,
    { seq, conversationId: conversation.id, accountId: scene.actor.accountId },
  )
  if (moved.length === 0) return
  await record(scene, 'message.read', { conversationId: conversation.id, detail: { seq } })
  announceTo(scene, conversation)
}

/** Tells everybody who takes part that the conversation has changed. */
export function announceTo(scene: Scene, { id, participants }: FoundConversation): void {
  const accountIds = participants.filter(({ left }) => !left).map(({ accountId }) => accountId)
  scene.announce({ accountIds, conversationId: id })
}
