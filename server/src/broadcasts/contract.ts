/**
 * One text to every patient of a unit, as many private conversations (R11).
 *
 * - broadcast: the text, and all that became of it; it belongs to the unit, and every admin of the unit sees it
 * - check: what sending it would mean now: to how many, and whom no e-mail reaches
 * - approval: a second admin's, where the unit demands it; of this very text, so that any edit takes it away
 * - the minute: between pressing the button and the first conversation; stopped in it, the broadcast is a draft again
 * - kept for newcomers: a patient who joins until that day finds it too
 *
 * The states, in the order in which a broadcast goes through them:
 *
 *   draft -> (awaiting_approval -> approved ->) waiting -> sending <-> paused -> done, or stopped
 *
 * `sending` lasts until everybody has their conversation and the last e-mail was handed over for the first time.
 * Until `sending` it can become a draft again; from then on it only goes forward.
 */
import { z } from 'zod'
import { away } from '../absences/contract.ts'
import { emailState, person } from '../accounts/contract.ts'
import { endpoint, nothing } from '../contract/endpoint.ts'
import {
  cursor,
  day,
  id,
  inOneLine,
  instant,
  limits,
  optionalText,
  pageQuery,
  typedDay,
  typedText,
} from '../contract/words.ts'
import { conversation } from '../conversations/contract.ts'
import { unreachableCounts, unreachableReason } from '../patients/contract.ts'

export const broadcastLimits = {
  /** A send to more patients than this is confirmed by typing their number. */
  typeCountAbove: 100,
  /** Between the button and the first conversation. */
  secondsToStop: 60,
  /** Who can be named to receive replies. */
  repliers: 20,
  reason: 500,
  /** How far ahead newcomers can still find it. */
  keepYears: 3,
} as const

export const broadcastState = z.enum([
  'draft',
  'awaiting_approval',
  'approved',
  'waiting',
  'sending',
  'paused',
  'done',
  'stopped',
])
export type BroadcastState = z.infer<typeof broadcastState>

/** Who receives replies. Somebody named who has left by then is replaced by the default messaging contact. */
export const replies = z.discriminatedUnion('to', [
  z.object({ to: z.literal('default_contact') }),
  z.object({ to: z.literal('people'), people: z.array(person) }),
  z.object({ to: z.literal('none') }),
])
export type Replies = z.infer<typeof replies>

const repliesChosen = z.discriminatedUnion('to', [
  z.object({ to: z.literal('default_contact') }),
  z.object({
    to: z.literal('people'),
    accountIds: z
      .array(id, 'Choose who receives replies')
      .min(1, 'Choose who receives replies')
      .max(broadcastLimits.repliers, `Choose at most ${broadcastLimits.repliers} people`)
      .transform((ids) => [...new Set(ids)]),
  }),
  z.object({ to: z.literal('none') }),
])
export type RepliesChosen = z.output<typeof repliesChosen>

const number = z.number().int().min(0)

/** While it goes out: cheap to ask for every second. */
export const broadcastProgress = z.object({
  /** Patients of the unit when it began, and newcomers since. */
  patients: number,
  /** Of these: who has their conversation, and who had left the unit before their turn. The others wait for their turn. */
  conversations: number,
  gone: number,
  conversationsPerSecond: z.number().nullable(),
  /** Patients whose e-mail was tried, or who get none: no address, not wanted, opened already. Of the same patients. */
  emailsSeenTo: number,
  /** Those that were handed over. */
  emailsPerSecond: z.number().nullable(),
  /** Until conversations and e-mails are through; null while it is paused or cannot be told yet. */
  secondsLeft: number.nullable(),
})
export type BroadcastProgress = z.infer<typeof broadcastProgress>

export const broadcast = z.object({
  id,
  unitId: id,
  state: broadcastState,
  /** Goes up with every saved change of the draft; whoever approves or sends says which one they have seen. */
  version: z.number().int(),
  subject: z.string(),
  text: z.string(),
  replies,
  /** Newcomers find it until the end of this day; null when it is not kept. */
  keepUntil: day.nullable(),
  author: person,
  /** Written by the caller. */
  mine: z.boolean(),
  changedAt: instant,
  approval: z.object({
    /** The unit demands it. */
    needed: z.boolean(),
    approvedBy: z.string().nullable(),
    /** By the admin who looked at it last and did not approve it; gone when it is approved. */
    sentBack: z.object({ by: z.string(), reason: z.string(), at: instant }).nullable(),
    /** The unit does not demand it any more, but the author was who switched it off, less than a day ago. */
    switchedOffLately: z.boolean(),
  }),
  /** Why it was not sent when its minute was over, in a sentence; until it is changed or sent again. */
  heldBack: z.string().nullable(),
  /** While it can still be stopped entirely. */
  minute: z.object({ sendsAt: instant, secondsLeft: number }).nullable(),
  begunAt: instant.nullable(),
  /** When it was done or stopped. */
  endedAt: instant.nullable(),
  /** Null until it begins. */
  progress: broadcastProgress.nullable(),
  can: z.object({
    /** Also takes an approval, or the request for one, away. */
    edit: z.boolean(),
    discard: z.boolean(),
    askForApproval: z.boolean(),
    approve: z.boolean(),
    sendBack: z.boolean(),
    send: z.boolean(),
    test: z.boolean(),
    pause: z.boolean(),
    resume: z.boolean(),
    /** In the minute: entirely. Later: the rest. */
    stop: z.boolean(),
    report: z.boolean(),
    remind: z.boolean(),
  }),
})
export type Broadcast = z.infer<typeof broadcast>

export const broadcastLine = broadcast
  .pick({ id: true, state: true, subject: true, author: true, mine: true, changedAt: true, begunAt: true })
  .extend({
    /** Patients who were to get it, and who have it; 0 before it begins. */
    patients: number,
    conversations: number,
    keepUntil: day.nullable(),
    /** A draft that another admin did not approve, and for which approval was not asked for again. */
    sentBack: z.boolean(),
  })
export type BroadcastLine = z.infer<typeof broadcastLine>

/** An earlier broadcast of the same unit with the same or nearly the same text. */
export const earlierBroadcast = z.object({
  id,
  subject: z.string(),
  text: z.string(),
  author: z.string(),
  /** When its button was pressed. */
  sentAt: instant,
})
export type EarlierBroadcast = z.infer<typeof earlierBroadcast>

export const broadcastCheck = z.object({
  version: z.number().int(),
  /** The number on the button; `sendBroadcast` wants it back. */
  patients: number,
  /** Their number has to be typed. */
  typeCount: z.boolean(),
  /** Patients without a usable e-mail address, by reason. Their list: `listUnreachable` with `kind: 'patient'`. */
  withoutEmail: unreachableCounts,
  /** Patients who have an address and have asked for no e-mails. */
  emailNotWanted: number,
  /**
   * Who also gets a text message, because they asked for those; and how many of them have no usable e-mail address or want
   * no e-mails. These are reachable by a text message alone, and are counted above all the same: that is about e-mail.
   */
  byText: z.object({ all: number, withoutEmail: number }),
  /** Who would receive replies now, and who of them is away today; empty when nobody does. */
  repliesGoTo: z.array(person.extend({ away: away.nullable() })),
  /** In the last 24 hours; while it is there, this one cannot be sent. */
  duplicateOf: earlierBroadcast.nullable(),
  /** What is missing, by field, in sentences; empty when it can be sent. */
  missing: z.record(z.string(), z.string()),
})
export type BroadcastCheck = z.infer<typeof broadcastCheck>

/** Who has it, is still a patient of the unit and has not opened it; and whom of them a reminder would tell, and how. */
const notOpenedCounts = z.object({
  patients: number,
  byEmail: number,
  /** No e-mail, but a text message. The rest get nothing. */
  byTextOnly: number,
})

export const broadcastReport = z.object({
  /** patients = conversations + gone + notSent. */
  patients: number,
  conversations: number,
  /** Had left the unit before their turn. */
  gone: number,
  /** Had not had their turn, yet or when it was stopped. */
  notSent: number,
  /** Of the conversations: conversations = the sum of these; all but those that wait are seen to. */
  emails: z.object({
    handedOver: number,
    /** Not tried yet. */
    waiting: number,
    /** Failed for now. */
    triedAgain: number,
    /** The address was refused, or nobody took it. */
    failed: number,
    noAddress: number,
    notWanted: number,
    /** Would have been sent, had nobody stopped the broadcast. */
    stopped: number,
    /** Had opened it already, were told by another e-mail, or take no part any more. */
    notNeeded: number,
  }),
  /** Of the text messages beside them, to who asked for those. */
  texts: z.object({ handedOver: number, waiting: number, failed: number }),
  /**
   * Still patients of the unit; neither an e-mail nor a text message has reached them, though nobody stopped it, and they have
   * not opened it either: somebody should ring. The same people as `listNotOpened` with `only: 'not_reached'`.
   */
  notReachable: number,
  opened: number,
  replied: number,
  /** At this moment; null while it is being sent. */
  notOpened: notOpenedCounts.nullable(),
  /** How many had opened it by then, from its beginning to its last opening; by the hour in the first two days, then by the day. */
  openedOverTime: z.array(z.object({ at: instant, opened: number })),
  reminders: z.object({
    /** Reminders so far, the newest first. */
    sent: z.array(z.object({ at: instant, by: z.string() })),
    /** Null when one can be sent now or never. */
    nextAt: instant.nullable(),
  }),
})
export type BroadcastReport = z.infer<typeof broadcastReport>

/** A line of the call sheet. */
export const notOpenedLine = z.object({
  id,
  name: z.string(),
  dateOfBirth: day.nullable(),
  telephone: z.string().nullable(),
  email: emailState,
  /** What became of their e-mail, and of their text message, in words. */
  emailed: z.string(),
  /** Nothing has reached them: somebody should ring. */
  notReached: z.boolean(),
})
export type NotOpenedLine = z.infer<typeof notOpenedLine>

const file = z.object({ fileName: z.string(), csv: z.string(), rows: z.number().int(), isComplete: z.boolean() })
const unitId = z.object({ unitId: id })
const place = z.object({ unitId: id, broadcastId: id })
const onlyNotReached = z.enum(['not_reached']).optional()
const version = z.number().int().min(0).max(2_147_483_647)
const seenVersion = z.object({ version })
/** Its `changedAt` as the caller saw it: a request that comes late does not undo what somebody has done since. */
const seen = instant.optional()
const path = '/units/:unitId/broadcasts/:broadcastId'

export const broadcastEndpoints = {
  listBroadcasts: endpoint({
    summary: 'The broadcasts of a unit that the caller administers, what was changed last first.',
    method: 'GET',
    path: '/units/:unitId/broadcasts',
    caller: 'staff',
    params: unitId,
    query: z.object(pageQuery),
    response: z.object({ broadcasts: z.array(broadcastLine), next: cursor.nullable() }),
  }),
  countToApprove: endpoint({
    summary:
      'How many broadcasts wait for the caller’s approval, of each unit that they administer; none of the others.',
    method: 'GET',
    path: '/broadcasts-to-approve',
    caller: 'staff',
    response: z.object({ units: z.array(z.object({ unitId: id, count: number })) }),
  }),
  showLaunchText: endpoint({
    summary: 'A text to launch the service with, to begin a draft from.',
    method: 'GET',
    path: '/units/:unitId/launch-text',
    caller: 'staff',
    params: unitId,
    response: z.object({ subject: z.string(), text: z.string() }),
  }),
  showBroadcast: endpoint({
    summary: 'A broadcast as it is now, with how far it has come.',
    method: 'GET',
    path,
    caller: 'staff',
    params: place,
    response: broadcast,
  }),
  saveBroadcast: endpoint({
    summary:
      'Save a draft, as one types. The client makes its id and says which version it changes (0 for a new one); saving the same again changes nothing. Only its author; takes an approval away.',
    method: 'PUT',
    path,
    caller: 'staff',
    params: place,
    body: z.object({
      version,
      subject: optionalText({ most: limits.draftSubject, tooLong: 'This subject is too long to keep' }).transform(
        inOneLine,
      ),
      text: optionalText({ most: limits.draftText, tooLong: 'This text is too long to keep' }),
      replies: repliesChosen,
      keepUntil: typedDay('Choose a day').nullable(),
    }),
    response: broadcast,
    problems: ['changedMeanwhile', 'notARecipient', 'broadcastMovedOn'],
  }),
  discardBroadcast: endpoint({
    summary: 'Throw a draft away. Only its author.',
    method: 'DELETE',
    path,
    caller: 'staff',
    params: place,
    response: nothing,
    problems: ['broadcastMovedOn'],
  }),
  checkBroadcast: endpoint({
    summary: 'What sending it would mean now: to how many, whom no e-mail reaches, and what stands in the way.',
    method: 'GET',
    path: `${path}/check`,
    caller: 'staff',
    params: place,
    response: broadcastCheck,
  }),
  exportWithoutEmail: endpoint({
    summary:
      'The patients of the unit without a usable e-mail address, as a CSV file: name, date of birth, telephone, reason, and whether a text message reaches them. On record.',
    method: 'POST',
    path: '/units/:unitId/broadcasts/without-email/export',
    caller: 'staff',
    params: unitId,
    body: z.object({ reason: unreachableReason.optional() }),
    response: file,
  }),
  previewBroadcast: endpoint({
    summary: 'The conversation as a given patient of the unit would find it. Changes nothing.',
    method: 'POST',
    path: `${path}/preview`,
    caller: 'staff',
    params: place,
    body: z.object({ patientId: id }),
    response: z.object({
      patient: person.pick({ id: true, name: true }).extend({ dateOfBirth: day.nullable(), email: emailState }),
      /** With the one message, or with none while there is no text. */
      conversation,
    }),
    problems: ['notARecipient'],
  }),
  testBroadcast: endpoint({
    summary: 'Send it to oneself only, as a conversation of one’s own with the e-mail that patients get.',
    method: 'POST',
    path: `${path}/test`,
    caller: 'staff',
    params: place,
    body: seenVersion,
    response: z.object({ conversationId: id }),
    problems: ['changedMeanwhile'],
  }),
  askForApproval: endpoint({
    summary: 'The author asks another admin of the unit to approve the text as it is.',
    method: 'POST',
    path: `${path}/approval-request`,
    caller: 'staff',
    params: place,
    body: seenVersion,
    response: broadcast,
    problems: ['changedMeanwhile', 'broadcastMovedOn'],
  }),
  approveBroadcast: endpoint({
    summary: 'Approve the text as it is. Another admin than its author.',
    method: 'POST',
    path: `${path}/approval`,
    caller: 'staff',
    params: place,
    body: seenVersion,
    response: broadcast,
    problems: ['changedMeanwhile', 'broadcastMovedOn'],
  }),
  sendBackBroadcast: endpoint({
    summary: 'Do not approve it, and say why: it is a draft again.',
    method: 'POST',
    path: `${path}/sent-back`,
    caller: 'staff',
    params: place,
    body: seenVersion.extend({
      reason: typedText({
        most: broadcastLimits.reason,
        missing: 'Say what should be changed',
        tooLong: `Use at most ${broadcastLimits.reason} characters`,
      }),
    }),
    response: broadcast,
    problems: ['changedMeanwhile', 'broadcastMovedOn'],
  }),
  sendBroadcast: endpoint({
    summary:
      'Press the button. Begins after a minute in which it can be stopped entirely. Refused unless `patients` is their number at this moment. Pressing again changes nothing.',
    method: 'POST',
    path: `${path}/send`,
    caller: 'staff',
    params: place,
    body: z.object({ version, patients: z.number('Enter the number of patients').int('Enter a whole number') }),
    response: broadcast,
    problems: [
      'changedMeanwhile',
      'broadcastMovedOn',
      'broadcastCountChanged',
      'broadcastNeedsApproval',
      'approvalSwitchedOffLately',
      'broadcastIsDuplicate',
      'noPatients',
      'messagingIsOff',
    ],
  }),
  pauseBroadcast: endpoint({
    summary:
      'Pause conversations and e-mails; both go on with `resumeBroadcast`. Of a broadcast that is paused it changes nothing.',
    method: 'POST',
    path: `${path}/pause`,
    caller: 'staff',
    params: place,
    body: z.object({ seen }),
    response: broadcast,
    problems: ['broadcastMovedOn', 'changedMeanwhile'],
  }),
  resumeBroadcast: endpoint({
    summary: 'Go on after a pause. Of a broadcast that goes on it changes nothing.',
    method: 'POST',
    path: `${path}/resume`,
    caller: 'staff',
    params: place,
    body: z.object({ seen }),
    response: broadcast,
    problems: ['broadcastMovedOn', 'changedMeanwhile'],
  }),
  stopBroadcast: endpoint({
    summary:
      'Stop it: in its minute entirely, so that it is a draft again; later the rest of it, for good. The reply says what it came to.',
    method: 'POST',
    path: `${path}/stop`,
    caller: 'staff',
    params: place,
    response: broadcast,
    problems: ['broadcastMovedOn'],
  }),
  showBroadcastReport: endpoint({
    summary: 'Who has it, who was e-mailed, who opened it and when, who replied. Once it has begun.',
    method: 'GET',
    path: `${path}/report`,
    caller: 'staff',
    params: place,
    response: broadcastReport,
    problems: ['broadcastMovedOn'],
  }),
  listNotOpened: endpoint({
    summary: 'Who has it and has not opened it yet, to be rung up: by name, newcomers at the end. On record.',
    method: 'GET',
    path: `${path}/not-opened`,
    caller: 'staff',
    params: place,
    query: z.object({ ...pageQuery, only: onlyNotReached }),
    response: z.object({ people: z.array(notOpenedLine), next: cursor.nullable() }),
    problems: ['broadcastMovedOn'],
  }),
  exportNotOpened: endpoint({
    summary: 'The same as a CSV file. On record.',
    method: 'POST',
    path: `${path}/not-opened/export`,
    caller: 'staff',
    params: place,
    body: z.object({ only: onlyNotReached }),
    response: file,
    problems: ['broadcastMovedOn'],
  }),
  remindNotOpened: endpoint({
    summary: 'E-mail those, and only those, who have not opened it yet; once a day at most.',
    method: 'POST',
    path: `${path}/reminders`,
    caller: 'staff',
    params: place,
    response: notOpenedCounts,
    problems: ['broadcastMovedOn', 'remindedLately'],
  }),
}
