import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { Account } from '../Account.ts'
import { requestLinks } from '../requestLinks.ts'

/** Within an hour, to whatever addresses. */
const mostLinks = 6

/** Sends the actor a link to the address on record, unless it is already on its way. */
export async function verifyOwnEmail(scene: Scene): Promise<{ sentTo: string; lately: boolean }> {
  const { trx, actor } = scene
  const { email } = await Account.query(trx).findById(actor.accountId).forNoKeyUpdate().throwIfNotFound()
  if (!email) throw new Problem('noEmail')
  await mayAskForLink(scene)
  const made = await requestLinks(scene, 'verify_email', [actor.accountId])
  await record(scene, 'verification.sent', { detail: { accountId: actor.accountId } })
  return { sentTo: email, lately: made === 0 }
}

/** For whoever holds the account's lock. Nobody can have us write to strangers by giving address after address. */
export async function mayAskForLink({ trx, actor }: Scene): Promise<void> {
  const [asked] = await rows<{ count: number }>(
    trx,
    `select count(*) as count from links
      where account_id = :accountId and created_by = :accountId and purpose = 'verify_email'
        and created_at > now() - interval '1 hour'`,
    { accountId: actor.accountId },
  )
  if (asked!.count >= mostLinks) throw new Problem('tooManyEmails')
}
