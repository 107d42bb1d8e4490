/** Who changes how they sign in shows once more who they are: their session may have been left open. */
import { verify } from '@node-rs/argon2'
import { record } from '../../audit/record.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { Account } from '../Account.ts'
import { countAttempt, forgetAttempts } from './attempts.ts'
import { useCode, wrongCode } from './useCode.ts'

/** By session, so that whoever sits at an open one keeps nobody else from anything. */
const nameOf = ({ actor }: Scene) => `confirming in ${actor.sessionId}`

export async function mayTry(scene: Scene): Promise<void> {
  await countAttempt(scene, nameOf(scene), { free: 10, window: 15 * 60, oneIn: 30, problem: 'tooManyCodes' })
}

/** It was right. */
export async function tried(scene: Scene): Promise<void> {
  await forgetAttempts(scene, nameOf(scene))
}

export async function mustKnowPassword(scene: Scene, password: string): Promise<Account> {
  const account = await Account.query(scene.trx).findById(scene.actor.accountId).throwIfNotFound()
  if (account.passwordHash && (await verify(account.passwordHash, password))) return account
  return wrong(scene, 'password')
}

const sentences = { password: 'That is not your password. Try again', code: wrongCode }

/** Refuses, on record. */
export async function wrong(scene: Scene, what: keyof typeof sentences): Promise<never> {
  await record(scene, 'second_factor.refused', { detail: { wrong: what } })
  throw new Problem('badInput', { fields: { [what]: sentences[what] }, keepsWrites: true })
}

/** The password and a code, as at sign-in. */
export async function mustShowBoth(
  scene: Scene,
  key: Buffer,
  { password, code }: { password: string; code: string },
): Promise<void> {
  await mayTry(scene)
  await mustKnowPassword(scene, password)
  if (!(await useCode(scene, key, scene.actor.accountId, code))) return wrong(scene, 'code')
  await tried(scene)
}
