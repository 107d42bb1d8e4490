/** How a mail that is written down nowhere else is known to be the same when its job is tried again. */
import type { Sending } from './channels/Channel.ts'

/** The job, which is the same however often it is tried. */
export interface RepeatedJob {
  id: string
  /** When its transaction began. */
  created_at: Date
  /** Of which this is the last. */
  attempts: number
}

/** By its Message-ID; and by a reference, where who carries it can be asked. */
export function identityOf(
  kind: string,
  { id, created_at, attempts }: RepeatedJob,
  publicUrl: URL,
): Pick<Sending, 'reference' | 'repeated' | 'unheard'> & { messageId: string } {
  const reference = `${kind}-${id}-${created_at.getTime()}`
  return { reference, repeated: attempts > 1, unheard: true, messageId: `<${reference}@${publicUrl.hostname}>` }
}
