import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { claimLink } from './findLink.ts'

/** Whoever holds the link has read what was sent to the address: it is theirs, and e-mail arrives there (R9). */
export async function verifyEmail(scene: Scene<null>, token: string): Promise<{ email: string }> {
  const { accountId, email } = await claimLink(scene, 'verify_email', token)
  await markVerified(scene, accountId)
  return { email }
}

/** Also for other links that have arrived. Where the person is signed in, what said that it is not verified goes. */
export async function markVerified(scene: Scene<null>, accountId: string): Promise<void> {
  await rows(
    scene.trx,
    `update accounts set email_verified_at = now(), email_bouncing_at = null where id = :accountId`,
    { accountId },
  )
  scene.announce({ accountIds: [accountId], lookAgain: true })
  await record(scene, 'email.verified', { detail: { accountId } })
}
