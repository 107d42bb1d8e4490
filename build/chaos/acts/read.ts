/** Reading the inbox, opening conversations, archiving. */
import type { Person } from '../Person.ts'

/** The number on a view and its lines come in one answer: they agree at any moment. */
export async function readInbox(person: Person): Promise<void> {
  const view = person.dice.one(['inbox', 'inbox', 'unread', 'archived'] as const)
  const outcome = await person.try(() => person.client.listConversations({ view, limit: 100 }), { patienceMs: 5000 })
  if (outcome.is !== 'done') return
  const { conversations, counts, next } = outcome.value
  person.story.count('inboxes read')
  for (const { id } of conversations) person.view.seen.add(id)
  const about = [person.id, ...conversations.map(({ id }) => id)]
  if (next === null && counts[view] !== conversations.length)
    person.story.broken('inbox = badge', `${view}: ${counts[view]} on the badge, ${conversations.length} lines`, about)
  const unread = conversations.filter((line) => line.unread).length
  if (next === null && view === 'inbox' && counts.unread !== unread)
    person.story.broken('inbox = badge', `${counts.unread} unread on the badge, ${unread} lines unread`, about)
}

export async function openAndRead(person: Person): Promise<void> {
  const conversationId = aConversation(person)
  if (!conversationId) return
  const shown = await person.try(() => person.client.showConversation({ conversationId }), { patienceMs: 5000 })
  if (shown.is !== 'done') return
  const { lastSeq, lastReadSeq } = shown.value
  const before = person.read.get(conversationId) ?? 0
  if (lastReadSeq < before)
    person.story.broken('read stays read', `read up to ${before}, then shown as ${lastReadSeq}`, [
      person.id,
      conversationId,
    ])
  const marked = await person.try(() => person.client.markRead({ conversationId, seq: lastSeq }))
  if (marked.is === 'done') person.read.set(conversationId, Math.max(before, lastSeq))
  person.tell(`read up to ${lastSeq}: ${marked.is}`, [conversationId])
  person.story.count('conversations read')
}

export async function archive(person: Person): Promise<void> {
  const conversationId = aConversation(person)
  if (!conversationId) return
  const back = person.dice.sometimes(0.3)
  const outcome = await person.try(() =>
    back
      ? person.client.unarchiveConversation({ conversationId })
      : person.client.archiveConversation({ conversationId }),
  )
  person.tell(`${back ? 'took it out of the archive' : 'archived it'}: ${outcome.is}`, [conversationId])
  person.story.count('conversations archived or taken back')
}

export function aConversation({ view, dice }: Person, fits: (id: string) => boolean = () => true): string | undefined {
  const open = [...view.shown.keys()].filter(fits).toSorted()
  return open.length > 0 ? dice.one(open) : undefined
}
