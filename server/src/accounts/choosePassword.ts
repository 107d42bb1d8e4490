import { hash } from '@node-rs/argon2'
import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import { Problem } from '../errors.ts'
import type { Threshold } from '../http/route.ts'
import { Account } from './Account.ts'
import type { Door } from './contract.ts'
import { endSessionsOf } from './endSessionsOf.ts'
import { claimLink, findLink } from './findLink.ts'
import { mustBeHardToGuess } from './hardToGuess.ts'
import { doorOf } from './present.ts'
import { tellOfAccountChange } from './tellOfAccountChange.ts'
import { markVerified } from './verifyEmail.ts'

interface Choice {
  token: string
  password: string
}

/**
 * Uses a link to set a password. Every session of the person ends, because a reset is also what helps somebody whose
 * password is known to another. The hash, which takes time by design, is made for those who hold a link, and between
 * transactions.
 */
export async function choosePassword(
  { transaction }: Pick<Threshold, 'transaction'>,
  config: Pick<Config, 'demo'>,
  { token, password }: Choice,
): Promise<{ username: string; door: Door }> {
  const chooser = await transaction(async (scene) => {
    const { accountId, purpose } = await findLink(scene, token)
    // Any other link proves an address only, and what is said of a password tells whose account it is.
    if (purpose !== 'choose_password') throw new Problem('linkUsed')
    return Account.query(scene.trx).findById(accountId).throwIfNotFound()
  })
  mustBeHardToGuess(password, chooser, config)
  const passwordHash = await hash(password)
  await transaction(async (scene) => {
    const { accountId } = await claimLink(scene, 'choose_password', token)
    await Account.query(scene.trx).findById(accountId).patch({ passwordHash })
    await record(scene, 'password.chosen', { detail: { accountId } })
    if (chooser.passwordHash) await tellOfAccountChange(scene, accountId, 'password')
    await markVerified(scene, accountId)
    await endSessionsOf(scene, [accountId])
  })
  return { username: chooser.username, door: doorOf(chooser.kind) }
}
