import type { Transaction } from '../db/connect.ts'
import { Notice } from './Notice.ts'

/** Writes a line into the conversation, after its last message. */
export async function addNotice(
  trx: Transaction,
  conversation: { id: string; lastSeq: number },
  text: string,
  { onlyFor = null, notEmailed = null }: { onlyFor?: 'staff' | null; notEmailed?: string | null } = {},
): Promise<void> {
  await Notice.query(trx).insert({
    ...{ conversationId: conversation.id, afterSeq: conversation.lastSeq, text, onlyFor },
    aboutAccountId: notEmailed,
  })
}
