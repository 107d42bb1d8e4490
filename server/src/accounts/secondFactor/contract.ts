/**
 * The second step at sign-in, for staff: a code of six digits that an app on their phone makes (TOTP, RFC 6238), or one of
 * ten recovery codes, each of which works once.
 *
 * - ticket: stands between the password and the code; works once, for five minutes, from the address it was given to
 * - enrolling: an app reads the secret, and its first code shows that it did
 */
import { z } from 'zod'
import { endpoint } from '../../contract/endpoint.ts'
import { instant, plainText } from '../../contract/words.ts'
import { signedIn } from '../contract.ts'

const passwordAgain = z
  .string('Enter your password')
  .min(1, 'Enter your password')
  .max(200, 'Passwords have at most 200 characters')

/** As it is typed: with spaces or hyphens, or without. */
const typedCode = (missing: string) =>
  plainText(missing).pipe(z.string().min(1, missing).max(40, 'Codes are shorter than that'))

const appCode = typedCode('Enter the six digits that your app shows')
const anyCode = typedCode('Enter the six digits that your app shows, or a recovery code')

const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })

export const secondFactorEndpoints = {
  signInWithCode: endpoint({
    summary: 'The second step at sign-in: a code for the ticket that the first step gave.',
    method: 'POST',
    path: '/session/code',
    caller: 'anyone',
    body: z.object({
      ticket: z
        .string('Sign in from the beginning')
        .min(1, 'Sign in from the beginning')
        .max(100, 'Sign in from the beginning'),
      code: anyCode,
    }),
    /** How many recovery codes are left, when one was used. */
    response: signedIn.extend({ token: z.string(), recoveryCodesLeft: z.number().int().nullable() }),
    problems: ['signInAgain', 'tooManyAttempts', 'noSecretsKey'],
  }),
  showSecondFactor: endpoint({
    summary: 'Whether the caller has a second step at sign-in, and which of their units demand one.',
    method: 'GET',
    path: '/second-factor',
    caller: 'staff',
    whileEnrolling: true,
    response: z.object({
      since: instant.nullable(),
      recoveryCodesLeft: z.number().int(),
      /** Names of units. */
      demandedBy: z.array(z.string()),
    }),
  }),
  startSecondFactor: endpoint({
    summary:
      'Begin to set up a second step: the secret for the app, shown this once. Nothing changes until it is confirmed.',
    method: 'POST',
    path: '/second-factor',
    caller: 'staff',
    whileEnrolling: true,
    body: z.object({ password: passwordAgain }),
    response: z.object({ secret: z.string(), uri: z.string() }),
    problems: ['secondFactorIsOn', 'noSecretsKey', 'tooManyPasswords'],
  }),
  confirmSecondFactor: endpoint({
    summary: 'Finish setting up, with the first code of the app. The recovery codes are shown this once.',
    method: 'POST',
    path: '/second-factor/confirmation',
    caller: 'staff',
    whileEnrolling: true,
    body: z.object({ code: appCode }),
    response: recoveryCodes,
    problems: ['notBegun', 'secondFactorIsOn', 'noSecretsKey', 'tooManyCodes'],
  }),
  renewRecoveryCodes: endpoint({
    summary: 'Ten new recovery codes, shown this once; those of before are useless.',
    method: 'POST',
    path: '/second-factor/recovery-codes',
    caller: 'staff',
    body: z.object({ password: passwordAgain, code: anyCode }),
    response: recoveryCodes,
    problems: ['secondFactorIsOff', 'noSecretsKey', 'tooManyCodes', 'tooManyPasswords'],
  }),
  removeSecondFactor: endpoint({
    summary: 'Remove the second step. Where a unit demands one, another must be set up before anything else.',
    method: 'POST',
    path: '/second-factor/removal',
    caller: 'staff',
    body: z.object({ password: passwordAgain, code: anyCode }),
    response: z.object({ mustEnrol: z.boolean() }),
    problems: ['secondFactorIsOff', 'noSecretsKey', 'tooManyCodes', 'tooManyPasswords'],
  }),
}
