/**
 * One's own account: what is held of the person who asks, and what they change of it themselves.
 *
 * - email wish: what somebody wants to be e-mailed about: each message at once, at most one e-mail a day, or nothing
 * - opening: a member of staff has opened conversations of a patient, on a day; of colleagues nobody is told it
 */
import { z } from 'zod'
import { endpoint, nothing } from '../../contract/endpoint.ts'
import { cursor, day, id, instant, isEmailAddress, pageQuery, plainText, telephone } from '../../contract/words.ts'
import { accountKind, door, emailState } from '../contract.ts'

export const emailWish = z.enum(['each', 'daily', 'none'])
export type EmailWish = z.infer<typeof emailWish>

export const ownAccount = z.object({
  username: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  kind: accountKind,
  email: z.string().nullable(),
  emailState,
  telephone: z.string().nullable(),
  emailWish,
  /** Whom to ask to change the rest: the groups of the person, with their telephone numbers. */
  groups: z.array(z.object({ id, name: z.string(), telephone: z.string().nullable() })),
})
export type OwnAccount = z.infer<typeof ownAccount>

export const ownSession = z.object({
  id,
  door,
  /** What it was begun on, such as "Safari on iPhone"; null: not known. */
  device: z.string().nullable(),
  startedAt: instant,
  /** To within a minute. */
  lastActiveAt: instant,
  /** The one that asks. */
  current: z.boolean(),
})
export type OwnSession = z.infer<typeof ownSession>

export const opening = z.object({
  accountId: id,
  name: z.string(),
  roleTitle: z.string().nullable(),
  /** In the United Kingdom. */
  day,
  /** The last time on that day. */
  lastAt: instant,
  /** How many different conversations. */
  conversations: z.number().int(),
})
export type Opening = z.infer<typeof opening>

const passwordAgain = z
  .string('Enter your password')
  .min(1, 'Enter your password')
  .max(200, 'Passwords have at most 200 characters')

const newAddress = plainText('Enter your e-mail address').pipe(
  z
    .string()
    .min(1, 'Enter your e-mail address')
    .max(254, 'E-mail addresses have at most 254 characters')
    .refine(isEmailAddress, 'Enter one e-mail address, like name@example.org'),
)

export const ownAccountEndpoints = {
  showAccount: endpoint({
    summary: 'What is held of the person who asks, and whom to ask to change it.',
    method: 'GET',
    path: '/account',
    caller: 'signedIn',
    response: ownAccount,
  }),
  verifyOwnEmail: endpoint({
    summary: 'Send another verification e-mail to one’s own address (R9).',
    method: 'POST',
    path: '/account/verification',
    caller: 'signedIn',
    /** `lately`: one was asked for less than a minute ago, and no other is sent. */
    response: z.object({ sentTo: z.string(), lately: z.boolean() }),
    problems: ['noEmail', 'tooManyEmails'],
  }),
  changeEmail: endpoint({
    summary: 'Change one’s e-mail address: it is to be verified again, and the old one is told (R9).',
    method: 'PUT',
    path: '/account/email',
    caller: 'signedIn',
    body: z.object({ email: newAddress, currentPassword: passwordAgain }),
    response: z.object({ sentTo: z.string() }),
    problems: ['tooManyEmails', 'tooManyPasswords'],
  }),
  changeTelephone: endpoint({
    summary: 'Change or remove one’s telephone number.',
    method: 'PUT',
    path: '/account/telephone',
    caller: 'signedIn',
    body: z.object({ telephone }),
    response: nothing,
  }),
  changePassword: endpoint({
    summary: 'Choose another password, with the one of before: ends every other session of the person.',
    method: 'PUT',
    path: '/account/password',
    caller: 'signedIn',
    body: z.object({
      currentPassword: passwordAgain,
      password: z
        .string('Enter a new password')
        .min(8, 'Use at least 8 characters; 15 or more are safer')
        .max(200, 'Passwords have at most 200 characters'),
    }),
    response: nothing,
    problems: ['tooManyPasswords'],
  }),
  chooseEmailWish: endpoint({
    summary: 'Choose what to be e-mailed about.',
    method: 'PUT',
    path: '/account/email-wish',
    caller: 'signedIn',
    body: z.object({ emailWish: z.enum(emailWish.options, 'Choose how often we may e-mail you') }),
    response: nothing,
  }),
  listSessions: endpoint({
    summary: 'Where one is signed in: this session, and the others that were used last, 50 in all.',
    method: 'GET',
    path: '/account/sessions',
    caller: 'signedIn',
    response: z.object({ sessions: z.array(ownSession) }),
  }),
  endOtherSessions: endpoint({
    summary: 'Sign out everywhere else.',
    method: 'DELETE',
    path: '/account/sessions',
    caller: 'signedIn',
    response: z.object({ ended: z.number().int() }),
  }),
  listOpenings: endpoint({
    summary:
      'Which members of staff have opened a patient’s conversations within a year, newest first, by person and day.',
    method: 'GET',
    path: '/account/openings',
    caller: 'patient',
    query: z.object(pageQuery),
    response: z.object({ openings: z.array(opening), next: cursor.nullable() }),
  }),
}
