import type { AccountKind } from '../accounts/contract.ts'
import type { Database } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import type { Jobs } from '../jobs.ts'
import type { EmailChannel } from './channels/Channel.ts'
import { composeAccountChangeEmail } from './composeAccountChangeEmail.ts'
import { identityOf, type RepeatedJob } from './identityOf.ts'
import { markBouncing } from './markBouncing.ts'

/**
 * Tells somebody that how they sign in was changed. A repeat after a crash is the same mail. A refusal is the end of
 * it, and shows beside their name; anything else is tried again by the job runner.
 */
export async function tellOfAccountChange(
  db: Database,
  channel: EmailChannel,
  publicUrl: URL,
  { accountId, what, address }: Jobs['tellOfAccountChange'],
  job: RepeatedJob,
): Promise<Announcement[]> {
  const [open] = await rows<{ kind: AccountKind }>(
    db,
    'select kind from accounts where id = :accountId and closed_at is null',
    { accountId },
  )
  if (!open) return []
  const outcome = await channel.send({
    to: address,
    ...identityOf('account', job, publicUrl),
    ...composeAccountChangeEmail(what, job.created_at, open.kind),
  })
  if (outcome.became === 'failed for now') throw new Error(outcome.reason)
  if (outcome.became === 'handed over') return []
  return db.transaction((trx) => markBouncing(trx, { accountId, address, sentAt: job.created_at, atOnce: true }))
}
