/**
 * A phone that makes and uses passkeys, in software: `const phone = await aDevice(house).addedFor(patient)`, then
 * `phone.sign(await house.signedOut.beginPasskeySignIn())`. What it answers can be bent in each of the ways that must be refused.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { handleOf } from '../src/accounts/passkeys/beginPasskey.ts'
import { giveChallenge } from '../src/accounts/passkeys/challenges.ts'
import type { PasskeyAnswer, PasskeyMade } from '../src/contract/index.ts'
import type { TestHouse } from './as.ts'
import type { Person } from './build.ts'

type House = Pick<TestHouse, 'db' | 'origin'>

interface Bent {
  origin?: string
  rpId?: string
  type?: string
  /** Its owner was there, but nobody saw a fingerprint, face or PIN. */
  unseen?: boolean
  handle?: string
}

interface MadeBent extends Bent {
  /** A statement about its make: the format, and what is in it as CBOR. */
  statement?: { format: string; cbor: Buffer }
}

export interface Device {
  credentialId: Buffer
  /** How often it has been used. */
  counter: number
  /** Once it is added. */
  passkeyId: string
  make: (asked: { challenge: string; user?: { id: string } }, bent?: MadeBent) => PasskeyMade
  sign: (asked: { challenge: string }, bent?: Bent & { key?: KeyObject }) => PasskeyAnswer
  /** As if this person had added it a moment ago. */
  addedFor: (person: Pick<Person, 'id'>) => Promise<Device>
}

const present = 0x01
const seen = 0x04
const canBeBackedUp = 0x08
const isBackedUp = 0x10
const withKey = 0x40

/** `counts`: it says how often it was used; phones that share their keys do not. */
export function aDevice({ db, origin: home }: House, { counts = true } = {}): Device {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  const cosePublicKey = coseOf(publicKey)
  // Tests reach the server at 127.0.0.1, and its public address is localhost.
  const publicOrigin = home.replace('127.0.0.1', 'localhost')
  let handle: string | undefined

  const clientData = (type: string, challenge: string, { origin = publicOrigin }: Bent) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authenticatorData = (flags: number, { rpId = 'localhost', unseen = false }: Bent) => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(device.counter)
    const always = present | canBeBackedUp | isBackedUp
    return Buffer.concat([sha256(rpId), Buffer.from([flags | always | (unseen ? 0 : seen)]), counter])
  }

  const device: Device = {
    credentialId,
    counter: 0,
    passkeyId: '',
    make: ({ challenge, user }, bent = {}) => {
      handle = user?.id
      const { statement = { format: 'none', cbor: Buffer.from([0xa0]) }, type = 'webauthn.create' } = bent
      const length = Buffer.alloc(2)
      length.writeUInt16BE(credentialId.length)
      const data = Buffer.concat([
        authenticatorData(withKey, bent),
        ...[Buffer.alloc(16), length, credentialId, cosePublicKey],
      ])
      const attestationObject = Buffer.concat([
        ...[Buffer.from([0xa3]), cborText('fmt'), cborText(statement.format), cborText('attStmt'), statement.cbor],
        ...[cborText('authData'), cborBytes(data)],
      ])
      return {
        ...identity(),
        response: {
          clientDataJSON: clientData(type, challenge, bent).toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal', 'hybrid'],
        },
      }
    },
    sign: ({ challenge }, bent = {}) => {
      if (counts) device.counter += 1
      const data = authenticatorData(0, bent)
      const said = clientData(bent.type ?? 'webauthn.get', challenge, bent)
      const signature = sign('sha256', Buffer.concat([data, sha256(said)]), bent.key ?? privateKey)
      return {
        ...identity(),
        response: {
          clientDataJSON: said.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: bent.handle ?? handle,
        },
      }
    },
    addedFor: async ({ id }) => {
      const [{ id: passkeyId }] = (await db('passkeys')
        .insert({
          account_id: id,
          place: db.raw('(select 1 + count(*) from passkeys where account_id = ?)', [id]),
          credential_id: credentialId,
          public_key: cosePublicKey,
          counter: 0,
          transports: ['internal'],
          backed_up: true,
          name: 'iPhone',
        })
        .returning('id')) as [{ id: string }]
      handle = handleOf(id)
      device.passkeyId = passkeyId
      return device
    },
  }
  const identity = () => {
    const id = credentialId.toString('base64url')
    return { id, rawId: id, type: 'public-key', authenticatorAttachment: 'platform' } as const
  }
  return device
}

/** As if this person, or somebody who signs in, had been given it a moment ago. */
export function challengeFor(house: House, purpose: 'sign_in'): Promise<string>
export function challengeFor(house: House, purpose: 'add', accountId: string): Promise<string>
export function challengeFor({ db }: House, purpose: 'add' | 'sign_in', accountId?: string): Promise<string> {
  return db.transaction((trx) =>
    giveChallenge({ trx }, accountId && purpose === 'add' ? { purpose, accountId } : { purpose: 'sign_in' }),
  )
}

const sha256 = (value: string | Buffer) => createHash('sha256').update(value).digest()

/** The public key as COSE has it: EC2, ES256, P-256, x and y. */
function coseOf(publicKey: KeyObject): Buffer {
  const { x, y } = publicKey.export({ format: 'jwk' })
  return Buffer.concat([
    Buffer.from('a50102032620012158', 'hex'),
    Buffer.from([0x20]),
    Buffer.from(x!, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y!, 'base64url'),
  ])
}

const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)])

function cborBytes(bytes: Buffer): Buffer {
  const head = Buffer.from([0x59, 0, 0])
  head.writeUInt16BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}
