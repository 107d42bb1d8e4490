/**
 * Accounts: people who sign in.
 *
 * - account: a person; of one kind, patient or staff, for good
 * - link: mailed to an address, it proves the address or lets its owner choose a password
 * - letter: a link to choose a password on paper, as a code that can be typed; it proves no address
 * - invitation: the first link or letter of somebody who has never chosen a password
 * - session: one sign-in, on one door (portal or desktop), with an idle and an absolute limit
 */
import { z } from 'zod'
import { endpoint, nothing } from '../contract/endpoint.ts'
import { id, instant, plainText, typedDay } from '../contract/words.ts'

export const accountKind = z.enum(['patient', 'staff'])
export type AccountKind = z.infer<typeof accountKind>

/** Which app somebody signs in to: patients to the portal, staff to the desktop. */
export const door = z.enum(['portal', 'desktop'])
export type Door = z.infer<typeof door>

export const role = z.enum(['patient', 'staff', 'unit_admin', 'specialty_admin', 'support'])
export type Role = z.infer<typeof role>

/** Whether e-mails reach somebody. */
export const emailState = z.enum(['none', 'unverified', 'verified', 'bouncing'])
export type EmailState = z.infer<typeof emailState>

/** A person as the others in a conversation or a recipient list see them. */
export const person = z.object({
  id,
  name: z.string(),
  roleTitle: z.string().nullable(),
  kind: accountKind,
})
export type Person = z.infer<typeof person>

export const me = z.object({
  id,
  name: z.string(),
  firstName: z.string(),
  kind: accountKind,
  memberships: z.array(z.object({ groupId: id, groupName: z.string(), role, roleTitle: z.string().nullable() })),
})
export type Me = z.infer<typeof me>

/** When the session ends by itself; `warnSeconds` before either, the app says so. */
export const sessionEnds = z.object({
  idleEndsAt: instant,
  endsAt: instant,
  warnSeconds: z.number().int(),
})
export type SessionEnds = z.infer<typeof sessionEnds>

/** How somebody who has never chosen a password was invited last. */
export const invitation = z.object({
  by: z.enum(['email', 'letter']),
  at: instant,
  /** `waiting`: it works still. `failed`: the e-mail could not be delivered. */
  state: z.enum(['waiting', 'expired', 'failed']),
  /** From when on another e-mail may be sent; null: now. */
  againAt: instant.nullable(),
})

/** Whether somebody can sign in: `chosen`, they have a password; otherwise how they were invited, or null: not at all. */
export const wayIn = z.object({ chosen: z.boolean(), invitation: invitation.nullable() })
export type WayIn = z.infer<typeof wayIn>

/** Each link works once, for a limited time, and only while the address it was sent to is the person's own. */
export const linkPurpose = z.enum(['verify_email', 'choose_password'])
export type LinkPurpose = z.infer<typeof linkPurpose>

const linkToken = z
  .string('This link is not complete. Open it from the e-mail again.')
  .min(1, 'This link is not complete. Open it from the e-mail again.')
  .max(100, 'This link is not complete. Open it from the e-mail again.')

/** The address that the link was sent to (null: it came in a letter), and which app is the person's. */
const linkFacts = z.object({ email: z.string().nullable(), door })

/**
 * Whoever is asked whether an address is theirs may be somebody else, because it was mistyped: they learn nothing about
 * whose account it is. Only who was sent a link to choose a password learns the username; a patient has to know their date
 * of birth as well.
 */
const linkShown = z.discriminatedUnion('purpose', [
  linkFacts.extend({ purpose: z.literal('verify_email'), email: z.string() }),
  linkFacts.extend({
    purpose: z.literal('choose_password'),
    /** Null: whoever opens it has yet to show that it is theirs. */
    firstName: z.string().nullable(),
    username: z.string(),
    asksDateOfBirth: z.boolean(),
    /** How many they have: each still signs them in, unless they are removed with the password of before. */
    passkeys: z.number().int(),
  }),
])
export type LinkShown = z.infer<typeof linkShown>

export const signedIn = z.object({
  me,
  session: sessionEnds,
  /** A unit of theirs demands a second step at sign-in, and until they have set one up everything else is closed. */
  mustEnrol: z.boolean(),
})

export const accountEndpoints = {
  signIn: endpoint({
    summary: 'Sign in with a username and password and get a session token.',
    method: 'POST',
    path: '/session',
    caller: 'anyone',
    body: z.object({
      username: plainText('Enter your username').pipe(
        z.string().min(1, 'Enter your username').max(100, 'Usernames have at most 100 characters'),
      ),
      password: z
        .string('Enter your password')
        .min(1, 'Enter your password')
        .max(200, 'Passwords have at most 200 characters'),
      door,
    }),
    response: signedIn.extend({ token: z.string() }),
    problems: ['wrongSignIn', 'usePortal', 'useDesktop', 'tooManyAttempts', 'secondFactorNeeded', 'noSecretsKey'],
  }),
  whoAmI: endpoint({
    summary: 'Who is signed in, and until when.',
    method: 'GET',
    path: '/session',
    caller: 'signedIn',
    whileEnrolling: true,
    response: signedIn,
  }),
  extendSession: endpoint({
    summary: 'Stay signed in: moves the idle limit, as any action of the person does.',
    method: 'POST',
    path: '/session/extend',
    caller: 'signedIn',
    whileEnrolling: true,
    response: sessionEnds,
  }),
  showLink: endpoint({
    summary:
      'What a link out of an e-mail, or the code of a letter, is for, before it is used: opening the page uses nothing, because mail filters open links too.',
    method: 'POST',
    path: '/links',
    caller: 'anyone',
    body: z.object({ token: linkToken }),
    response: linkShown,
    problems: ['linkUsed', 'tooManyCodes'],
  }),
  verifyEmail: endpoint({
    summary: 'Use a verification link: the e-mail address that it was sent to is the person’s own (R9).',
    method: 'POST',
    path: '/links/verify-email',
    caller: 'anyone',
    body: z.object({ token: linkToken }),
    response: z.object({ email: z.string() }),
    problems: ['linkUsed'],
  }),
  choosePassword: endpoint({
    summary:
      'Use a link, or the code of a letter, to choose a password: ends every session of the person, and verifies the address that the link was sent to. A patient’s asks for the date of birth; five wrong ones make it useless.',
    method: 'POST',
    path: '/links/choose-password',
    caller: 'anyone',
    body: z.object({
      token: linkToken,
      password: z
        .string('Enter a password')
        .min(8, 'Use at least 8 characters; 15 or more are safer')
        .max(200, 'Passwords have at most 200 characters'),
      removePasskeys: z.boolean().default(false),
      /** Where `asksDateOfBirth` says so. */
      dateOfBirth: typedDay('Enter your date of birth: a day, a month and a year, like 9 3 1961').optional(),
    }),
    /** `passkeys`: how many still sign them in. */
    response: z.object({ username: z.string(), door, passkeys: z.number().int() }),
    problems: ['linkUsed', 'tooManyDates', 'tooManyCodes'],
  }),
  askForSignInHelp: endpoint({
    summary:
      'Ask for an e-mail with the username and a link to choose a password. The answer is the same for everybody, known or not.',
    method: 'POST',
    path: '/session/help',
    caller: 'anyone',
    body: z.object({
      who: plainText('Enter your username or your e-mail address').pipe(
        z
          .string()
          .min(1, 'Enter your username or your e-mail address')
          .max(254, 'Usernames and e-mail addresses have at most 254 characters'),
      ),
    }),
    response: nothing,
  }),
  signOut: endpoint({
    summary: 'End this session on the server.',
    method: 'DELETE',
    path: '/session',
    caller: 'signedIn',
    whileEnrolling: true,
    response: nothing,
  }),
}
