/** Who changes how they sign in shows once more who they are: their session may have been left open. */
import { record } from '../../audit/record.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { mustKnowPassword } from '../own/mustKnowPassword.ts'
import { countAttempt, forgetAttempts } from './attempts.ts'
import { useCode, wrongCode } from './useCode.ts'

/** By session, so that whoever sits at an open one keeps nobody else from anything. */
const nameOf = ({ actor }: Scene) => `confirming in ${actor.sessionId}`

export async function mayTryCode(scene: Scene): Promise<void> {
  await countAttempt(scene, nameOf(scene), { free: 10, window: 15 * 60, oneIn: 30, problem: 'tooManyCodes' })
}

/** It was right. */
export async function codeWasRight(scene: Scene): Promise<void> {
  await forgetAttempts(scene, nameOf(scene))
}

/** Refuses, on record. */
export async function codeWasWrong(scene: Scene): Promise<never> {
  await record(scene, 'second_factor.refused', { detail: { wrong: 'code' } })
  throw new Problem('badInput', { fields: { code: wrongCode }, keepsWrites: true })
}

/** The password and a code, as at sign-in. */
export async function mustShowBoth(
  scene: Scene,
  key: Buffer,
  { password, code }: { password: string; code: string },
): Promise<void> {
  await mustKnowPassword(scene, password, 'password')
  await mayTryCode(scene)
  if (!(await useCode(scene, key, scene.actor.accountId, code))) return codeWasWrong(scene)
  await codeWasRight(scene)
}
