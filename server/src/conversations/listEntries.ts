import type { Scene } from '../http/scene.ts'
import type { FoundConversation } from './findConversation.ts'
import { Message } from './Message.ts'
import { Notice } from './Notice.ts'

export interface EntryPage {
  messages: Message[]
  notices: Notice[]
  /** The seq before which the next older page ends; null when there is nothing older. */
  older: number | null
}

const mostNotices = 500

/** The last messages of a conversation, or the last ones before `before`, with the notices among them. */
export async function listEntries(
  { actor, trx }: Scene,
  { id, lastSeq }: FoundConversation,
  { before = lastSeq + 1, limit }: { before?: number | undefined; limit: number },
): Promise<EntryPage> {
  const messages = await Message.query(trx)
    .where('conversationId', id)
    .where('seq', '<', before)
    .orderBy('seq', 'desc')
    .limit(limit)
  messages.reverse()
  const first = messages[0]?.seq ?? 0
  const older = first > 1 ? first : null
  const notices = await Notice.query(trx)
    .where('conversationId', id)
    .where('afterSeq', '>=', older ?? 0)
    .where('afterSeq', '<', Math.max(before, 1))
    .modify((query) => {
      if (actor.kind === 'patient') void query.whereNull('onlyFor')
    })
    .orderBy([
      { column: 'afterSeq', order: 'desc' },
      { column: 'at', order: 'desc' },
    ])
    .limit(mostNotices)
  return { messages, notices: notices.reverse(), older }
}
