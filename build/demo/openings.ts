/** What the record has of a conversation of the demo: who of the staff opened it, and when they did last. */
import type { conversationRows } from './rows.ts'

type Conversation = ReturnType<typeof conversationRows>

export function openingRows({ conversation, participants }: Conversation): object[] {
  return participants
    .filter(({ account_kind, last_read_at }) => account_kind === 'staff' && last_read_at !== null)
    .map(({ account_id, last_read_at }) => ({
      action: 'conversation.opened',
      account_id,
      conversation_id: conversation.id,
      at: last_read_at,
    }))
}
