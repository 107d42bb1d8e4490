/**
 * Passkeys (WebAuthn): patients sign in with the fingerprint, face or PIN of their phone or computer instead of a password.
 *
 * - passkey: a key that the device keeps and never shows; the server knows only its public half
 * - challenge: random bytes that the device signs; made by the server, works once, for a few minutes
 */
import { z } from 'zod'
import { endpoint, nothing } from '../../contract/endpoint.ts'
import { id, instant, plainText, typedLine } from '../../contract/words.ts'
import { signedIn } from '../contract.ts'

/** At most so many each: more than anybody has phones and computers. */
export const mostPasskeys = 10

const passkey = z.object({
  id,
  name: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
})
export type Passkey = z.infer<typeof passkey>

const name = typedLine({
  most: 60,
  missing: 'Enter a name for this passkey',
  tooLong: 'Names of passkeys have at most 60 characters',
})

const passwordAgain = z
  .string('Enter your password')
  .min(1, 'Enter your password')
  .max(200, 'Passwords have at most 200 characters')

const known = z.object({ id: z.string(), type: z.literal('public-key') })

/** What a browser's `navigator.credentials.create` is asked, as JSON. */
const askedToMake = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number().int() })),
  timeout: z.number().int(),
  attestation: z.literal('none'),
  excludeCredentials: z.array(known),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
})
export type AskedToMakePasskey = z.infer<typeof askedToMake>

/** What a browser's `navigator.credentials.get` is asked, as JSON. It names no passkey: whoever asks is not known yet. */
const askedToSign = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number().int(),
  userVerification: z.literal('required'),
})
export type AskedToSignIn = z.infer<typeof askedToSign>

const bytes = (most: number) => z.base64url().min(1).max(most)

const answer = {
  id: bytes(1400),
  rawId: bytes(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
}

/** What `navigator.credentials.create` answered, as JSON. */
const passkeyMade = z.object({
  ...answer,
  response: z.object({
    clientDataJSON: bytes(4000),
    attestationObject: bytes(20_000),
    transports: z
      .array(plainText('Try again').pipe(z.string().max(40)))
      .max(20)
      .optional(),
  }),
})
export type PasskeyMade = z.infer<typeof passkeyMade>

/** What `navigator.credentials.get` answered, as JSON. */
const passkeyAnswer = z.object({
  ...answer,
  response: z.object({
    clientDataJSON: bytes(4000),
    authenticatorData: bytes(4000),
    signature: bytes(8000),
    userHandle: bytes(100).nullish(),
  }),
})
export type PasskeyAnswer = z.infer<typeof passkeyAnswer>

export const passkeyEndpoints = {
  listPasskeys: endpoint({
    summary: 'One’s own passkeys.',
    method: 'GET',
    path: '/account/passkeys',
    caller: 'patient',
    response: z.object({ passkeys: z.array(passkey) }),
  }),
  beginPasskey: endpoint({
    summary: 'Begin to add a passkey, with the password again: what the browser is asked to make.',
    method: 'POST',
    path: '/account/passkeys/challenge',
    caller: 'patient',
    body: z.object({ currentPassword: passwordAgain }),
    response: askedToMake,
    problems: ['tooManyPasswords', 'tooManyPasskeys'],
  }),
  addPasskey: endpoint({
    summary: 'Add the passkey that the browser has made.',
    method: 'POST',
    path: '/account/passkeys',
    caller: 'patient',
    body: z.object({ name, made: passkeyMade }),
    response: passkey,
    problems: ['passkeyTooLate', 'passkeyNotMade', 'passkeyKnown', 'tooManyPasskeys'],
  }),
  renamePasskey: endpoint({
    summary: 'Give a passkey of one’s own another name.',
    method: 'PUT',
    path: '/account/passkeys/:passkeyId',
    caller: 'patient',
    params: z.object({ passkeyId: id }),
    body: z.object({ name }),
    response: nothing,
  }),
  removePasskey: endpoint({
    summary: 'Remove a passkey of one’s own: it signs nobody in any more.',
    method: 'DELETE',
    path: '/account/passkeys/:passkeyId',
    caller: 'patient',
    params: z.object({ passkeyId: id }),
    response: nothing,
  }),
  beginPasskeySignIn: endpoint({
    summary: 'Begin to sign in with a passkey: what the browser is asked to sign. The same for everybody.',
    method: 'POST',
    path: '/session/passkey/challenge',
    caller: 'anyone',
    response: askedToSign,
    problems: ['tooManyAttempts'],
  }),
  signInWithPasskey: endpoint({
    summary: 'Sign in with a passkey and get a session token.',
    method: 'POST',
    path: '/session/passkey',
    caller: 'anyone',
    body: z.object({ answer: passkeyAnswer }),
    response: signedIn.extend({ token: z.string() }),
    problems: ['wrongPasskey', 'passkeyTooLate', 'tooManyAttempts'],
  }),
}
