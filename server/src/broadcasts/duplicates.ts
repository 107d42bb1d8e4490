import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { EarlierBroadcast } from './contract.ts'

/** Of the letters that two texts have in common, three by three; a word more or less in a long text leaves more. */
const nearlyTheSame = 0.85

/**
 * What went to the same unit within 24 hours with the same or nearly the same text, however it is spelled, whatever its
 * subject. One that was stopped half way counts: some have it. The unit must be locked, or somebody else may press the
 * button at this very moment.
 */
export async function findDuplicate(
  trx: Transaction,
  { id, unitId, text }: { id: string; unitId: string; text: string },
): Promise<EarlierBroadcast | null> {
  const [earlier] = await rows<Omit<EarlierBroadcast, 'sentAt'> & { sentAt: Date }>(
    trx,
    `select b.id, b.subject, b.text, b.author_name as author, b.sent_at as "sentAt"
       from broadcasts b
      where b.group_id = :unitId and b.id <> :id and b.sent_at > now() - interval '24 hours'
        and (fold(b.text) = fold(:text) or similarity(fold(b.text), fold(:text)) >= :nearlyTheSame)
      order by b.sent_at desc limit 1`,
    { id, unitId, text, nearlyTheSame },
  )
  return earlier ? { ...earlier, sentAt: earlier.sentAt.toISOString() } : null
}
