import { record } from '../audit/record.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import { addNotice } from './addNotice.ts'
import { authorOf, named } from './authorOf.ts'
import type { FoundConversation } from './findConversation.ts'
import { announceTo } from './markRead.ts'
import { Participant } from './Participant.ts'
import { canLeave, must, wouldLeavePatientAlone } from './policy.ts'

/** The actor leaves; the conversation must be locked, so that the last two members of staff cannot leave at once. */
export async function leaveConversation(scene: Scene, conversation: FoundConversation): Promise<void> {
  must(canLeave(conversation))
  if (wouldLeavePatientAlone(conversation)) throw new Problem('lastMemberOfStaff')
  const { trx, actor } = scene
  await Participant.query(trx).findById([conversation.id, actor.accountId]).patch({ leftAt: new Date() })
  await addNotice(trx, conversation, `${named(authorOf(actor, conversation.group.id))} left the conversation.`)
  await record(scene, 'conversation.left', { conversationId: conversation.id })
  announceTo(scene, conversation)
}
