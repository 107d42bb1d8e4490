import { hash } from '@node-rs/argon2'
import { record } from '../audit/record.ts'
import { demoPassword, type Config } from '../config.ts'
import { Problem } from '../errors.ts'
import type { Threshold } from '../http/route.ts'
import { Account } from './Account.ts'
import type { Door } from './contract.ts'
import { endSessionsOf } from './endSessionsOf.ts'
import { claimLink, findLink } from './findLink.ts'
import { doorOf } from './present.ts'
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
  { demo }: Pick<Config, 'demo'>,
  { token, password }: Choice,
): Promise<{ username: string; door: Door }> {
  const { username, kind } = await transaction((scene) => findLink(scene, token))
  mustBeHardToGuess(password, username, demo)
  const passwordHash = await hash(password)
  await transaction(async (scene) => {
    const { accountId } = await claimLink(scene, 'choose_password', token)
    await Account.query(scene.trx).findById(accountId).patch({ passwordHash })
    await record(scene, 'password.chosen', { detail: { accountId } })
    await markVerified(scene, accountId)
    await endSessionsOf(scene, [accountId])
  })
  return { username, door: doorOf(kind) }
}

/** What anybody would try first; the demo's password opens nothing anywhere else, and would lock its owner out. */
function mustBeHardToGuess(password: string, username: string, demo: boolean): void {
  const guesses = [username, ...(demo ? [] : [demoPassword])].map((guess) => guess.toLowerCase())
  if (guesses.includes(password.toLowerCase()))
    throw new Problem('badInput', { fields: { password: 'That is too easy to guess. Choose another password' } })
}
