import type { Database } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { Jobs } from '../jobs.ts'
import type { EmailChannel } from './channels/Channel.ts'
import { composeAccountChangeEmail } from './composeAccountChangeEmail.ts'
import { markBouncing } from './markBouncing.ts'

/** The job, which is the same however often it is tried. */
interface Job {
  id: string
  /** When its transaction began. */
  created_at: Date
}

/**
 * Tells somebody that how they sign in was changed. A repeat after a crash has the same Message-ID. A refusal is the end of
 * it, and shows beside their name; anything else is tried again by the job runner.
 */
export async function tellOfAccountChange(
  db: Database,
  channel: EmailChannel,
  publicUrl: URL,
  { accountId, what, address }: Jobs['tellOfAccountChange'],
  job: Job,
): Promise<void> {
  const [open] = await rows(db, 'select from accounts where id = :accountId and closed_at is null', { accountId })
  if (!open) return
  const messageId = `<account-${job.id}-${job.created_at.getTime()}@${publicUrl.hostname}>`
  const email = { to: address, messageId, ...composeAccountChangeEmail(what, job.created_at) }
  const outcome = await channel.send(email)
  if (outcome.became === 'failed for now') throw new Error(outcome.reason)
  if (outcome.became === 'refused for good')
    await db.transaction((trx) => markBouncing(trx, { accountId, address, sentAt: job.created_at }))
}
