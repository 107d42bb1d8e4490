/**
 * The patients of a unit, as its admins see them, and the people of the unit whom no e-mail reaches.
 *
 * - unreachable: somebody whom no e-mail tells of a message (there is no address, it bounces, or a patient asked for no
 *   e-mails), or about whom nobody knows: the address was never verified. That one is e-mailed (R6), and so is one that bounces
 * - letter: a way in on paper for a patient, handed over by the unit
 * - contact note: what was done to reach somebody, kept with who wrote it and when
 */
import { z } from 'zod'
import { accountKind, emailState, wayIn } from '../accounts/contract.ts'
import type { Column } from '../changesets/contract.ts'
import { endpoint } from '../contract/endpoint.ts'
import { cursor, day, filter, id, instant, pageQuery, typedText } from '../contract/words.ts'

/** The columns of the patient list, in the grid's and the CSV's order. */
export const patientColumns = [
  { id: 'username', header: 'Username', kind: 'text', most: 100, aliases: ['user name', 'login'] },
  { id: 'lastName', header: 'Last name', kind: 'text', most: 100, required: true, aliases: ['surname', 'family name'] },
  {
    id: 'firstName',
    header: 'First name',
    kind: 'text',
    most: 100,
    required: true,
    aliases: ['forename', 'given name'],
  },
  { id: 'dateOfBirth', header: 'Date of birth', kind: 'day', required: true, aliases: ['dob', 'born'] },
  { id: 'nhsNumber', header: 'NHS number', kind: 'text', most: 12, aliases: ['nhs no', 'nhs', 'chi number', 'chi'] },
  { id: 'email', header: 'E-mail', kind: 'email', most: 254, aliases: ['email', 'e-mail address', 'email address'] },
  { id: 'emailState', header: 'E-mail state', kind: 'text', readOnly: true },
  { id: 'telephone', header: 'Telephone', kind: 'text', most: 40, aliases: ['phone', 'tel', 'mobile'] },
  { id: 'lastSignIn', header: 'Last sign-in', kind: 'instant', readOnly: true },
  {
    id: 'close',
    header: 'Close',
    kind: 'choice',
    choices: ['', 'this unit'],
    aliases: ['remove', 'leaver'],
  },
] as const satisfies readonly Column[]

export const patientLine = z.object({
  /** Of the account. */
  id,
  firstName: z.string(),
  lastName: z.string(),
  username: z.string(),
  dateOfBirth: day.nullable(),
  nhsNumber: z.string().nullable(),
  email: z.string().nullable(),
  emailState,
  telephone: z.string().nullable(),
  /** Null when they have never signed in. */
  lastSignInAt: instant.nullable(),
  wayIn,
  can: z.object({
    /** Name, address and sign-in belong to the account: only for who looks after every unit of the person. */
    changeAccount: z.boolean(),
    sendVerification: z.boolean(),
    resetSignIn: z.boolean(),
    /** An e-mail with a link to choose their first password. */
    invite: z.boolean(),
    /** A way in on paper: for patients whose sign-in cannot be reset by e-mail. */
    printLetter: z.boolean(),
    /** The actor has this person in their recipient list. */
    write: z.boolean(),
  }),
})
export type PatientLine = z.infer<typeof patientLine>

export const unreachableReason = z.enum(['none', 'bouncing', 'unwanted', 'unverified'])
export type UnreachableReason = z.infer<typeof unreachableReason>

const many = z.number().int().min(0)
/** Of each reason. */
export const unreachableCounts = z.object({ none: many, bouncing: many, unwanted: many, unverified: many })
export type UnreachableCounts = z.infer<typeof unreachableCounts>

/** How somebody who is written to learns of it, as far as the staff who write may know. */
export const reach = z.object({
  /** Null: an e-mail tells them. */
  unreachable: unreachableReason.nullable(),
  /** A text message tells them, whatever becomes of an e-mail. */
  texts: z.boolean(),
  /** Of a patient, for the staff of their units; of a colleague, for who looks after the unit. */
  telephone: z.string().nullable(),
  /** The unit in whose list of people we cannot reach they stand, if the reader looks after it. */
  unitId: id.nullable(),
})
export type Reach = z.infer<typeof reach>

export const contactNote = z.object({ text: z.string(), by: z.string(), at: instant })

export const unreachablePerson = z.object({
  id,
  name: z.string(),
  kind: accountKind,
  roleTitle: z.string().nullable(),
  dateOfBirth: day.nullable(),
  email: z.string().nullable(),
  telephone: z.string().nullable(),
  /** Text messages, which they had asked for, do not arrive. */
  textsFail: z.boolean(),
  /** A text message tells them that a message waits. */
  texts: z.boolean(),
  reason: unreachableReason,
  emailState,
  /** Whoever was sent a link there did not know the date of birth: the address may be somebody else's. */
  distrusted: z.boolean(),
  /** The newest first, at most 5. */
  notes: z.array(contactNote),
  wayIn,
  can: patientLine.shape.can,
})
export type UnreachablePerson = z.infer<typeof unreachablePerson>

export const mostLetters = 100

/** How many patients were left out of the letters, by the reason. */
const notPrinted = z.object({
  /** Not a patient of the unit (any more), or closed. */
  gone: z.number().int(),
  /** Also in a unit that the caller does not look after. */
  notYours: z.number().int(),
  /** They have chosen a password already. */
  hasPassword: z.number().int(),
})
export type NotPrinted = z.infer<typeof notPrinted>

const unitId = z.object({ unitId: id })
export const contactNoteMost = 300

export const patientEndpoints = {
  listPatients: endpoint({
    summary:
      'The patients of a unit that the caller administers, by last name. A POST, because a name or an NHS number must not stand in a URL.',
    method: 'POST',
    path: '/units/:unitId/patients',
    caller: 'staff',
    params: unitId,
    body: z.object({
      filter: filter.meta({
        description: 'First or last name or both in either order, an NHS number, or a date of birth (31/12/1961).',
      }),
      only: z.enum(['no_email', 'unverified', 'bouncing', 'never_signed_in']).optional(),
      ...pageQuery,
    }),
    response: z.object({ patients: z.array(patientLine), next: cursor.nullable() }),
  }),
  exportPatients: endpoint({
    summary:
      'What the filter shows of a unit’s patients, as a CSV file that can be edited and imported again. On record.',
    method: 'POST',
    path: '/units/:unitId/patients/export',
    caller: 'staff',
    params: unitId,
    body: z.object({
      filter,
      only: z.enum(['no_email', 'unverified', 'bouncing', 'never_signed_in']).optional(),
    }),
    response: z.object({ fileName: z.string(), csv: z.string(), rows: z.number().int(), isComplete: z.boolean() }),
  }),
  listUnreachable: endpoint({
    summary:
      'People we cannot reach: staff and patients of the unit without an e-mail address, or with one that bounces or is not verified, and patients who asked for no e-mails; those without a note first.',
    method: 'POST',
    path: '/units/:unitId/unreachable',
    caller: 'staff',
    params: unitId,
    body: z.object({ reason: unreachableReason.optional(), kind: accountKind.optional(), filter, ...pageQuery }),
    response: z.object({
      people: z.array(unreachablePerson),
      /** Of the whole unit, or of those of this kind. */
      counts: unreachableCounts,
      next: cursor.nullable(),
    }),
  }),
  addContactNote: endpoint({
    summary: 'Note what was done to reach somebody ("Rang, left a message with her daughter").',
    method: 'POST',
    path: '/units/:unitId/unreachable/:accountId/notes',
    caller: 'staff',
    params: z.object({ unitId: id, accountId: id }),
    body: z.object({
      text: typedText({
        most: contactNoteMost,
        missing: 'Write what was done',
        tooLong: `Use at most ${contactNoteMost} characters`,
      }),
    }),
    response: z.object({ notes: z.array(contactNote) }),
  }),
  countLetters: endpoint({
    summary:
      'How many patients of the unit wait for a letter: without an e-mail address, without a password, and without a letter that still works.',
    method: 'GET',
    path: '/units/:unitId/letters',
    caller: 'staff',
    params: unitId,
    /** At most 1,000 are counted: 1,000 means "1,000 or more". */
    response: z.object({ waiting: z.number().int().min(0).max(1000) }),
  }),
  printLetters: endpoint({
    summary:
      'Letters for patients of the unit, a page each, with a code to choose a password; earlier links and letters of theirs stop working. The reply is a credential of each: it is for them alone. On record.',
    method: 'POST',
    path: '/units/:unitId/letters',
    caller: 'staff',
    params: unitId,
    body: z.object({
      /** Left out: the first of those who wait for one. */
      accountIds: z
        .array(id)
        .min(1, 'Choose somebody')
        .max(mostLetters, `Choose at most ${mostLetters} patients at once`)
        .optional(),
      /**
       * Also for a single patient who has a password and no address that is proved: it opens nothing from now on, and
       * their sessions end.
       */
      resets: z.boolean().default(false),
    }),
    response: z.object({
      fileName: z.string(),
      /** Base64. */
      pdf: z.base64().max(8_000_000),
      letters: z.number().int().min(1).max(mostLetters),
      leftOut: notPrinted,
    }),
    problems: ['notYoursAlone', 'noLetters', 'hasPasswordAlready', 'resetByEmail', 'addressChangedLately', 'busy'],
  }),
}
