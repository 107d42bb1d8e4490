import { record } from '../../audit/record.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { Account } from '../Account.ts'
import { requestLinks } from '../requestLinks.ts'
import { tellOldAddresses } from '../tellOldAddresses.ts'
import { mustKnowPassword } from './mustKnowPassword.ts'
import { mayAskForLink } from './verifyOwnEmail.ts'

interface Change {
  email: string
  currentPassword: string
}

/** A new address is not verified, its owner is sent a link, and the old one is told (R9) if it was proved. */
export async function changeEmail(scene: Scene, { email, currentPassword }: Change): Promise<{ sentTo: string }> {
  const { id, email: old, emailVerifiedAt } = await mustKnowPassword(scene, currentPassword)
  if (email === old)
    throw new Problem('badInput', { fields: { email: 'That is the address we have already. Enter another one' } })
  await mayAskForLink(scene)
  await Account.query(scene.trx).findById(id).patch({ email, emailVerifiedAt: null, emailBouncingAt: null })
  if (old && emailVerifiedAt) await tellOldAddresses(scene, [{ accountId: id, address: old }])
  await requestLinks(scene, 'verify_email', [id])
  await record(scene, 'email.changed')
  return { sentTo: email }
}
