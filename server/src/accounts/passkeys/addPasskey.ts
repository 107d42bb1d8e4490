import { verifyRegistrationResponse, type VerifiedRegistrationResponse } from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { tellOfAccountChange } from '../tellOfAccountChange.ts'
import { algorithms } from './beginPasskey.ts'
import { challengeIn, takeChallenge } from './challenges.ts'
import { mostPasskeys, type Passkey, type PasskeyMade } from './contract.ts'
import type { RelyingParty } from './relyingParty.ts'

interface Addition {
  name: string
  made: PasskeyMade
}

/** A name that the person has given already gets a number. */
export async function addPasskey(scene: Scene, party: RelyingParty, { name, made }: Addition): Promise<Passkey> {
  const { accountId } = scene.actor
  // Whoever adds several at once waits here for themselves.
  await rows(scene.trx, 'select from accounts where id = :accountId for no key update', { accountId })
  const challenge = challengeIn(made.response)
  if (!(await takeChallenge(scene, challenge, { purpose: 'add', accountId })))
    throw new Problem('passkeyTooLate', { keepsWrites: true })
  const { credential, credentialBackedUp } = await verified(made, challenge!, party)
  const { place, names } = await roomFor(scene)
  const [added] = await rows<{ id: string; name: string; createdAt: Date }>(scene.trx, insert, {
    accountId,
    place,
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: made.response.transports ?? [],
    backedUp: credentialBackedUp,
    name: unlike(names, name),
  })
  if (!added) throw new Problem('passkeyKnown', { keepsWrites: true })
  await record(scene, 'passkey.added', { detail: { accountId, passkeyId: added.id } })
  await tellOfAccountChange(scene, accountId, 'passkeyAdded')
  return { id: added.id, name: added.name, createdAt: added.createdAt.toISOString(), lastUsedAt: null }
}

type Registered = Extract<VerifiedRegistrationResponse, { verified: true }>['registrationInfo']

async function verified(made: PasskeyMade, challenge: string, party: RelyingParty): Promise<Registered> {
  try {
    mustSayNothingOfItsMake(made)
    const { verified: isRight, registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...made,
        authenticatorAttachment: made.authenticatorAttachment ?? undefined,
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    if (isRight) return registrationInfo
  } catch {
    // Whatever is wrong with it, it is not what our page asks a browser for.
  }
  throw new Problem('passkeyNotMade', { keepsWrites: true })
}

/**
 * We ask for no statement about the make of the device. One with certificates would have us follow the addresses in them
 * to see whether they were revoked, wherever those lead.
 */
function mustSayNothingOfItsMake({ response }: PasskeyMade): void {
  const statement = decodeAttestationObject(new Uint8Array(Buffer.from(response.attestationObject, 'base64url')))
  const format = statement.get('fmt')
  const isOwnWord = format === 'packed' && !statement.get('attStmt').get('x5c')
  if (format !== 'none' && !isOwnWord) throw new Error('a statement that nobody asked for')
}

async function roomFor({ trx, actor }: Scene): Promise<{ place: number; names: string[] }> {
  const [found] = await rows<{ place: number | null; names: string[] }>(
    trx,
    `select (select min(n) from generate_series(1, ${mostPasskeys}) n
              where not exists (select from passkeys where account_id = :accountId and place = n)) as place,
            array(select name from passkeys where account_id = :accountId) as names`,
    { accountId: actor.accountId },
  )
  if (!found?.place) throw new Problem('tooManyPasskeys', { keepsWrites: true })
  return { place: found.place, names: found.names }
}

function unlike(names: string[], name: string): string {
  if (!names.includes(name)) return name
  for (let number = 2; ; number++) {
    const numbered = `${name.slice(0, 55)} ${number}`
    if (!names.includes(numbered)) return numbered
  }
}

const insert = `
  insert into passkeys (account_id, place, credential_id, public_key, counter, transports, backed_up, name)
  values (:accountId, :place, :credentialId, :publicKey, :counter, :transports, :backedUp, :name)
  on conflict (credential_id) do nothing
  returning id, name, created_at as "createdAt"`
