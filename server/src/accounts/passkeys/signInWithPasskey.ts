import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { Config } from '../../config.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Threshold } from '../../http/route.ts'
import type { Scene } from '../../http/scene.ts'
import { Account } from '../Account.ts'
import { enter, refuseSignIn } from '../enter.ts'
import type { SignInLimits } from '../SignInLimits.ts'
import { handleOf } from './beginPasskey.ts'
import { challengeIn, takeChallenge } from './challenges.ts'
import type { PasskeyAnswer } from './contract.ts'
import { relyingParty, type RelyingParty } from './relyingParty.ts'

/** Verified against when the passkey is unknown, so that every refusal takes the same steps: a public key that is nobody's. */
const nobodysKey = Buffer.from(
  'pQECAyYgASFYIKAG8YTQ511xGkk5wiMGgJ4yP_gA9M1yptJRsxP7wNTgIlggW-PwY9S3EHt_KvWw27tGpVZBgOXbYnWm_pW6Xp4adjI',
  'base64url',
)

interface Held {
  id: string
  accountId: string
  publicKey: Buffer
  counter: number
}

/**
 * Signs in with a passkey alone: the device has seen its owner's fingerprint, face or PIN, so it is two factors in one.
 * Unknown, removed and of a closed account are refused alike. Otherwise everything is as with a password.
 */
export async function signInWithPasskey(
  { call, transaction }: Threshold,
  config: Config,
  limits: SignInLimits,
  answer: PasskeyAnswer,
): Promise<{ token: string }> {
  // Apart from the account's passwords: who guesses those does not slow down who has its passkey.
  const permit = await limits.admit({
    ...({ by: 'passkey', accountId: undefined, name: `passkey ${answer.id}`, address: call.address } as const),
  })
  const entered = await transaction(async (scene) => {
    if (!(await takeChallenge(scene, challengeIn(answer.response), { purpose: 'sign_in' })))
      throw new Problem('passkeyTooLate', { keepsWrites: true })
    const held = await findPasskey(scene, answer.id)
    const account = held && (await Account.query(scene.trx).findById(held.accountId).whereNull('closed_at').first())
    const signed = await verified(answer, held?.publicKey ?? nobodysKey, relyingParty(config))
    if (!held || !account || !signed || answer.response.userHandle !== handleOf(held.accountId))
      return refuseSignIn(scene, account, 'wrongPasskey')
    // A device that counts never counts backwards: there is a copy of the key, and either may be the thief's.
    if ((signed.counter > 0 || held.counter > 0) && signed.counter <= held.counter)
      return refuseSignIn(scene, account, 'wrongPasskey', { passkeyId: held.id, counted: 'backwards' })
    await rows(
      scene.trx,
      `update passkeys set counter = :counter, backed_up = :backedUp, last_used_at = now() where id = :id`,
      { id: held.id, ...signed },
    )
    return enter(scene, config, account, {
      ...{ door: 'portal', address: call.address, userAgent: call.userAgent },
      detail: { passkeyId: held.id },
    })
  })
  await permit.succeeded()
  return entered
}

/**
 * With the account's row held, so that who closes it is waited for, and then its own, so that of two who come with one
 * count the second is seen. What others have done meanwhile is then read.
 */
async function findPasskey({ trx }: Scene<null>, credentialId: string): Promise<Held | undefined> {
  const bindings = { credentialId: Buffer.from(credentialId, 'base64url') }
  await rows(
    trx,
    'select from accounts where id = (select account_id from passkeys where credential_id = :credentialId) for share',
    bindings,
  )
  const [held] = await rows<Held>(
    trx,
    `select id, account_id as "accountId", public_key as "publicKey", counter from passkeys
      where credential_id = :credentialId for no key update`,
    bindings,
  )
  return held
}

async function verified(
  { authenticatorAttachment, response, ...rest }: PasskeyAnswer,
  publicKey: Buffer,
  party: RelyingParty,
): Promise<{ counter: number; backedUp: boolean } | undefined> {
  try {
    const { verified: isRight, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...rest,
        response: { ...response, userHandle: response.userHandle ?? undefined },
        authenticatorAttachment: authenticatorAttachment ?? undefined,
        clientExtensionResults: {},
      },
      expectedChallenge: challengeIn(response)!,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      // Its own count is compared where the signature is known to be right, and on record.
      credential: { id: rest.id, publicKey: new Uint8Array(publicKey), counter: 0 },
    })
    const { newCounter, credentialBackedUp } = authenticationInfo
    return isRight ? { counter: newCounter, backedUp: credentialBackedUp } : undefined
  } catch {
    return undefined
  }
}
