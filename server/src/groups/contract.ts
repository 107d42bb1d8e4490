/**
 * Groups: units, specialties and Central Support, and who is a member of them.
 *
 * - membership: one account in one group, with a role
 * - message recipient: the flag on a membership that puts a member of staff in the recipient list
 * - default messaging contact: exactly one membership per unit with messaging on
 * - settings: what a unit admin keeps right about their unit, and others read
 */
import { z } from 'zod'
import { person } from '../accounts/contract.ts'
import { endpoint } from '../contract/endpoint.ts'
import { cursor, day, id, instant, optionalLine, pageQuery, telephone, typedDay, typedLine } from '../contract/words.ts'
import { nations } from './bankHolidays.ts'

export const groupKind = z.enum(['unit', 'specialty', 'central_support'])

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time such as 08:30')

/** Monday is 1. Times are local to the unit (Europe/London), HH:MM; a day may have several stretches. */
export const openingHours = z.array(
  z.object({ weekday: z.number().int().min(1).max(7), opens: timeOfDay, closes: timeOfDay }),
)
export type OpeningHours = z.infer<typeof openingHours>

export const bankHolidays = z.array(z.object({ day, name: z.string() }))
export type BankHolidays = z.infer<typeof bankHolidays>

/** Whose bank holidays a unit keeps. */
export const nation = z.enum(nations)

const telephones = { telephone: z.string().nullable(), outOfHoursTelephone: z.string().nullable() }

/** How to reach a unit when something cannot wait, and when messages are answered. */
export const unitContact = z.object({
  ...telephones,
  openingHours,
  /** Days of the coming months on which the unit is closed although it may be open on that weekday; bank holidays are in it. */
  closedDays: bankHolidays,
  /** The last day of which it is known whether it is a bank holiday; null for a unit that has not said where it is. */
  knownUntil: day.nullable(),
  /** How soon messages are usually answered, in the unit's words. */
  answerTime: z.string().nullable(),
})
export type UnitContact = z.infer<typeof unitContact>

/** Where the picker shows a group (R2), in this order. */
export const section = z.enum(['mine', 'central_support', 'specialty', 'other_units'])
export type Section = z.infer<typeof section>

export const group = z.object({
  id,
  name: z.string(),
  kind: groupKind,
  section,
  contact: unitContact,
})
export type Group = z.infer<typeof group>

/** What a unit admin can set, as it is stored and shown. */
export const unitSettings = z.object({
  ...telephones,
  openingHours,
  /** Null until somebody has said so: then no bank holiday counts but those entered by hand. */
  nation: nation.nullable(),
  /** Days on which the unit is closed besides the bank holidays of its nation. */
  bankHolidays,
  /** Bank holidays of its nation on which the unit is open all the same. */
  openOnBankHolidays: z.array(day),
  answerTime: z.string().nullable(),
  emailsNameSender: z.boolean(),
  /** Staff of the unit need a code at sign-in as well as their password; who has none sets it up at their next sign-in. */
  demandsSecondFactor: z.boolean(),
  /** What is sent to all patients needs a second admin of the unit who approves its text. */
  broadcastsNeedApproval: z.boolean(),
})
export type UnitSettings = z.infer<typeof unitSettings>

export const unit = z.object({
  id,
  name: z.string(),
  specialtyName: z.string(),
  messagingOn: z.boolean(),
  defaultContact: person.nullable(),
  /** Goes up with every change; a change says which one it was made from. */
  version: z.number().int(),
  settings: unitSettings,
  /** How many of the unit’s staff do not need a code at sign-in yet. */
  staffWithoutSecondFactor: z.number().int(),
  /** How many there are. */
  staff: z.number().int(),
  /** Null while nobody has changed anything. */
  lastChange: z.object({ by: z.string(), at: instant }).nullable(),
})
export type Unit = z.infer<typeof unit>

const hoursTyped = openingHours
  .max(28, 'Enter at most 28 opening times')
  .refine((hours) => hours.every(({ opens, closes }) => opens < closes), 'Closing time must be after opening time')
  .refine(doNotOverlap, 'Opening times on one day must not overlap')

function doNotOverlap(hours: OpeningHours): boolean {
  return hours.every((one, n) =>
    hours
      .slice(n + 1)
      .every((other) => one.weekday !== other.weekday || one.closes <= other.opens || other.closes <= one.opens),
  )
}

const holidaysTyped = z
  .array(
    z.object({
      day: typedDay('Enter a date'),
      name: typedLine({ most: 60, missing: 'Enter what day it is', tooLong: 'Use at most 60 characters' }),
    }),
  )
  .max(100, 'Enter at most 100 days')
  .refine((days) => new Set(days.map(({ day }) => day)).size === days.length, 'A day is entered twice')

const unitId = z.object({ unitId: id })
const version = z.number().int().min(1).max(2_147_483_647)

/** How many were e-mailed a link to choose a password, and how many were not, by the reason. */
export const invitationOutcome = z.object({
  sent: z.number().int(),
  leftOut: z.object({
    /** Not in the unit (any more), or closed. */
    gone: z.number().int(),
    /** Also in a unit that the caller does not look after. */
    notYours: z.number().int(),
    /** They have chosen a password already. */
    hasPassword: z.number().int(),
    noEmail: z.number().int(),
    /** An e-mail like this went to them within ten minutes, or three within a day. */
    tooSoon: z.number().int(),
  }),
  /** From when on all of those can be sent another; null when there are none. */
  againAt: instant.nullable(),
})
export type InvitationOutcome = z.infer<typeof invitationOutcome>

export const mostInvitations = 500

export const groupEndpoints = {
  listGroups: endpoint({
    summary: 'The groups with messaging on that the caller can write to; their own first.',
    method: 'GET',
    path: '/groups',
    caller: 'signedIn',
    query: z.object(pageQuery),
    response: z.object({ groups: z.array(group), next: cursor.nullable() }),
  }),
  listUnits: endpoint({
    summary: 'The units that the caller administers, by name.',
    method: 'GET',
    path: '/units',
    caller: 'staff',
    query: z.object(pageQuery),
    response: z.object({
      units: z.array(unit.pick({ id: true, name: true, specialtyName: true, messagingOn: true })),
      next: cursor.nullable(),
    }),
  }),
  showUnit: endpoint({
    summary: 'A unit that the caller administers, with its settings.',
    method: 'GET',
    path: '/units/:unitId',
    caller: 'staff',
    params: unitId,
    response: unit,
  }),
  saveUnitSettings: endpoint({
    summary: 'Change what the unit tells others. Refused when somebody else has changed it since `version`.',
    method: 'PUT',
    path: '/units/:unitId/settings',
    caller: 'staff',
    params: unitId,
    body: z.object({
      version,
      telephone,
      outOfHoursTelephone: telephone,
      openingHours: hoursTyped,
      nation: nation.nullable(),
      bankHolidays: holidaysTyped,
      openOnBankHolidays: z.array(typedDay('Enter a date')).max(100),
      answerTime: optionalLine({ most: 200, tooLong: 'Use at most 200 characters' }),
      emailsNameSender: z.boolean(),
      demandsSecondFactor: z.boolean(),
      broadcastsNeedApproval: z.boolean(),
    }),
    response: unit,
    problems: ['changedMeanwhile', 'noSecretsKey'],
  }),
  switchMessaging: endpoint({
    summary: 'Switch messaging on, with a default messaging contact, or off.',
    method: 'POST',
    path: '/units/:unitId/messaging',
    caller: 'staff',
    params: unitId,
    body: z.object({
      version,
      on: z.boolean(),
      /** An account of the unit’s staff; needed to switch on while the unit has no default messaging contact. */
      defaultContactId: id.optional(),
    }),
    response: unit,
    problems: ['changedMeanwhile', 'needsDefaultContact', 'notStaffOfUnit'],
  }),
  handOverDefaultContact: endpoint({
    summary: 'Hand the default messaging contact over from one member of staff to another, who becomes a recipient.',
    method: 'POST',
    path: '/units/:unitId/default-contact',
    caller: 'staff',
    params: unitId,
    body: z.object({
      /** Who holds it, as the caller believes. */
      fromId: id,
      toId: id,
    }),
    response: unit,
    problems: ['changedMeanwhile', 'notStaffOfUnit'],
  }),
  sendVerification: endpoint({
    summary:
      'Send somebody of the unit, patient or staff, a link that verifies their e-mail address (R9). Earlier links stop working.',
    method: 'POST',
    path: '/units/:unitId/members/:accountId/verification',
    caller: 'staff',
    params: z.object({ unitId: id, accountId: id }),
    response: z.object({ sentTo: z.string() }),
    problems: ['noEmail', 'linkSentLately'],
  }),
  resetSignIn: endpoint({
    summary:
      'Send somebody of the unit, whose identity the caller has checked, a link to choose a new password; the one of before is useless at once, and their sessions end, and so does their second step at sign-in. To an address that was verified, or to somebody who has never had a password; in the 7 days after staff have changed a verified address, by another admin than who did that.',
    method: 'POST',
    path: '/units/:unitId/members/:accountId/sign-in-reset',
    caller: 'staff',
    params: z.object({ unitId: id, accountId: id }),
    /** `secondFactorRemoved`: they needed a code to sign in until now. */
    response: z.object({ sentTo: z.string(), secondFactorRemoved: z.boolean() }),
    problems: ['noEmail', 'emailNotVerified', 'addressChangedLately', 'linkSentLately', 'notYoursAlone'],
  }),
  invite: endpoint({
    summary:
      'Send people of the unit, patients or staff, who have never chosen a password the link to choose one, again or for the first time. Earlier links and letters stop working.',
    method: 'POST',
    path: '/units/:unitId/invitations',
    caller: 'staff',
    params: unitId,
    body: z.object({
      accountIds: z
        .array(id)
        .min(1, 'Choose somebody')
        .max(mostInvitations, `Choose at most ${mostInvitations} people at once`),
    }),
    response: invitationOutcome,
  }),
}
