import type { AccountKind } from '../accounts/contract.ts'
import type { Database } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { Jobs } from '../jobs.ts'
import type { EmailChannel } from './channels/Channel.ts'
import { composeOldAddressEmail } from './composeOldAddressEmail.ts'
import { identityOf, type RepeatedJob } from './identityOf.ts'

/**
 * Tells an address that it is no longer this account's, unless it is again. That it does not work may be why it was
 * changed: a refusal is the end of it, anything else is tried again by the job runner, as the same mail.
 */
export async function tellOldAddress(
  db: Database,
  channel: EmailChannel,
  publicUrl: URL,
  { accountId, address }: Jobs['tellOldAddress'],
  job: RepeatedJob,
): Promise<void> {
  const [account] = await rows<{ kind: AccountKind; again: boolean }>(
    db,
    'select kind, email is not distinct from :address as again from accounts where id = :accountId',
    { accountId, address },
  )
  if (!account || account.again) return
  const outcome = await channel.send({
    to: address,
    ...identityOf('old-address', job, publicUrl),
    ...composeOldAddressEmail(account.kind),
  })
  if (outcome.became === 'failed for now') throw new Error(outcome.reason)
}
