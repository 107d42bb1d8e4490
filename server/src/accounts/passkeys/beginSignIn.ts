import type { Threshold } from '../../http/route.ts'
import { countAttempt } from '../secondFactor/attempts.ts'
import { giveChallenge, waitMs } from './challenges.ts'
import type { AskedToSignIn } from './contract.ts'
import type { RelyingParty } from './relyingParty.ts'

/** Each page that can sign in asks once or twice; a whole hospital may share an address, so nobody is kept out for good. */
const bound = { free: 500, window: 15 * 60, oneIn: 1, problem: 'tooManyAttempts' } as const

/** The same for everybody: who signs in, only the device knows, which shows its owner the passkeys that it has for us. */
export async function beginPasskeySignIn(
  { call, transaction }: Threshold,
  { id }: RelyingParty,
): Promise<AskedToSignIn> {
  return transaction(async (scene) => {
    await countAttempt(scene, `passkey challenges for ${call.address}`, bound)
    const challenge = await giveChallenge(scene, { purpose: 'sign_in' })
    return { challenge, rpId: id, timeout: waitMs, userVerification: 'required' }
  })
}
