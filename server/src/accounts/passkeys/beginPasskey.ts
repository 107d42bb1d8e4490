import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { fullName } from '../Account.ts'
import { mustKnowPassword } from '../own/mustKnowPassword.ts'
import { giveChallenge, waitMs, withdrawChallenges } from './challenges.ts'
import { mostPasskeys, type AskedToMakePasskey } from './contract.ts'
import type { RelyingParty } from './relyingParty.ts'

/** Ed25519, ECDSA on P-256, and RSA for older Windows. */
export const algorithms = [-8, -7, -257]

/**
 * Asks for the password again, because a passkey opens the account for as long as it is there, and the session may have
 * been left open. What the browser is then asked for is a key that the device finds by itself, so that nobody has to type a
 * username, and that it uses only after a fingerprint, face or PIN. Nothing is asked about the make of the device.
 */
export async function beginPasskey(
  scene: Scene,
  { id, name }: RelyingParty,
  currentPassword: string,
): Promise<AskedToMakePasskey> {
  const account = await mustKnowPassword(scene, currentPassword)
  const { accountId } = scene.actor
  const known = await rows<{ credentialId: Buffer }>(
    scene.trx,
    'select credential_id as "credentialId" from passkeys where account_id = :accountId order by place',
    { accountId },
  )
  if (known.length >= mostPasskeys) throw new Problem('tooManyPasskeys')
  // What was begun before and not finished is replaced.
  await withdrawChallenges(scene, [accountId])
  const challenge = await giveChallenge(scene, { purpose: 'add', accountId })
  await record(scene, 'passkey.begun')
  return {
    challenge,
    rp: { id, name },
    user: { id: handleOf(accountId), name: account.username, displayName: fullName(account) },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: waitMs,
    attestation: 'none',
    excludeCredentials: known.map(({ credentialId }) => ({
      id: credentialId.toString('base64url'),
      type: 'public-key',
    })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  }
}

/** What the device keeps beside the key, to say whose it is; it names nobody. */
export function handleOf(accountId: string): string {
  return Buffer.from(accountId.replaceAll('-', ''), 'hex').toString('base64url')
}
