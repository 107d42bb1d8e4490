import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import type { Threshold } from '../http/route.ts'
import { Account } from './Account.ts'
import type { Door } from './contract.ts'
import { endSessionsOf } from './endSessionsOf.ts'
import { findChooser } from './findChooser.ts'
import { claimLink, holdLink } from './findLink.ts'
import type { LetterLimits } from './LetterLimits.ts'
import { forgetPasskeys } from './passkeys/forgetPasskeys.ts'
import { mustBeFitPassword } from './mustBeFitPassword.ts'
import { mustKnowDateOfBirth } from './mustKnowDateOfBirth.ts'
import { hashPassword } from './passwords.ts'
import { doorOf } from './present.ts'
import { tellOfWayIn } from './tellOfAccountChange.ts'
import { markVerified } from './verifyEmail.ts'

interface Choice {
  token: string
  password: string
  removePasskeys: boolean
  dateOfBirth?: string | undefined
}

/**
 * Uses a link to set a password. Every session of the person ends, because a reset is also what helps somebody whose
 * password is known to another. Hashes, which take time by design, are made for those who hold a link, and between
 * transactions.
 *
 * Passkeys stay, because those who sign in with them are those who forget their passwords; unless they say that a phone was
 * lost or that somebody else may have been at it. Where a unit's admin has started it, they are gone already.
 */
export async function choosePassword(
  { transaction, call }: Pick<Threshold, 'transaction' | 'call'>,
  config: Pick<Config, 'demo'>,
  limits: LetterLimits,
  { token, password, dateOfBirth, removePasskeys }: Choice,
): Promise<{ username: string; door: Door; passkeys: number }> {
  const chooser = await limits.whileWithin(token, call.address, () =>
    transaction(async (scene) => {
      // Any other link proves an address only, and what is said of a password tells whose account it is.
      const link = await holdLink(scene, 'choose_password', token)
      await mustKnowDateOfBirth(scene, link, dateOfBirth)
      return findChooser(scene, link.accountId)
    }),
  )
  await mustBeFitPassword(password, chooser, config)
  const passwordHash = await hashPassword(password)
  const passkeys = await transaction(async (scene) => {
    const { accountId, email, passkeys } = await claimLink(scene, 'choose_password', token)
    await Account.query(scene.trx).findById(accountId).patch({ passwordHash, lastPasswordHash: null })
    await record(scene, 'password.chosen', { detail: { accountId } })
    if (chooser.passwordHash) await tellOfWayIn(scene, [accountId], 'password')
    // A letter proves no address; they are asked for one when they sign in.
    if (email !== null) await markVerified(scene, accountId)
    if (removePasskeys) await forgetPasskeys(scene, accountId)
    await endSessionsOf(scene, [accountId], 'password')
    return removePasskeys ? 0 : passkeys
  })
  return { username: chooser.username, door: doorOf(chooser.kind), passkeys }
}
