import { createHash } from 'node:crypto'
import { Problem } from '../errors.ts'

/**
 * The id of the first message in a patient's copy, when one message starts a conversation with each of several
 * patients: derived, so that sending again finds the same copies.
 */
export function messageIdFor(messageId: string, patientId: string): string {
  const hash = createHash('sha256').update(`${messageId} ${patientId}`).digest()
  // Looks like any other message's id (version 4), so that no patient learns from it that others were written to.
  hash[6] = (hash[6]! & 0x0f) | 0x40
  hash[8] = (hash[8]! & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

/** Turns "this message id exists already" into the sentence for it; the transaction is lost either way. */
export async function explainUsedId<T>(storing: Promise<T>): Promise<T> {
  try {
    return await storing
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint === 'messages_pkey') throw new Problem('messageIdUsed')
    throw error
  }
}
