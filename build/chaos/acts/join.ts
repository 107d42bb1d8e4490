/** Adding a colleague to a conversation, and leaving one. */
import type { Person } from '../Person.ts'
import { aConversation } from './read.ts'

export async function addColleague(person: Person, colleagues: Person[]): Promise<void> {
  const conversationId = aConversation(person)
  if (!conversationId) return
  const colleague = person.dice.one(colleagues)
  if (colleague.id === person.id) return
  // Whatever becomes of it.
  person.story.mayJoin(conversationId, [colleague.id])
  const outcome = await person.try(() => person.client.addParticipant({ conversationId, accountId: colleague.id }))
  const ended = outcome.is === 'refused' ? outcome.problem.code : outcome.is
  person.tell(`added ${colleague.name}: ${ended}`, [conversationId, colleague.id])
  person.story.count('colleagues added')
}

export async function leave(person: Person): Promise<void> {
  const conversationId = aConversation(person)
  if (!conversationId) return
  // From now on nobody can say for certain that they are still there.
  person.left.add(conversationId)
  const outcome = await person.try(() => person.client.leaveConversation({ conversationId }))
  const ended = outcome.is === 'refused' ? outcome.problem.code : outcome.is
  person.tell(`left: ${ended}`, [conversationId])
  person.story.count('conversations left')
}
