import { record } from '../audit/record.ts'
import type { Scene } from '../http/scene.ts'
import type { FoundConversation } from './findConversation.ts'
import { Participant } from './Participant.ts'

/** Moves the conversation out of the actor's inbox, or back; nobody else's (R8). */
export async function setArchived(scene: Scene, { id, mine }: FoundConversation, archived: boolean): Promise<void> {
  if (mine.archived === archived) return
  const { accountId } = scene.actor
  await Participant.query(scene.trx).findById([id, accountId]).patch({ archived })
  await record(scene, archived ? 'conversation.archived' : 'conversation.unarchived', { conversationId: id })
  scene.announce({ accountIds: [accountId], conversationId: id })
}
