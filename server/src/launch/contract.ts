/**
 * Launch: how far a unit is on the way to its first message to all patients, step by step, told from the data.
 *
 * - step: done or not as things are now; a step that was done is not done any more when what it rests on is gone
 * - to tell: message recipients of the unit who take part in none of the conversations that told of the launch
 */
import { z } from 'zod'
import { person } from '../accounts/contract.ts'
import { broadcastState } from '../broadcasts/contract.ts'
import { endpoint } from '../contract/endpoint.ts'
import { day, id, instant, limits, typedLine, typedText } from '../contract/words.ts'

const count = z.number().int()
const done = z.boolean()

/** Of 100 patients so many need an address that works before the step is done. */
export const addressesWanted = 90

/** Of 100 patients so many must have a broadcast in words of the unit's own before it counts as the launch. */
export const launchReach = 90

export const unitDetail = z.enum(['telephone', 'openingHours', 'answerTime', 'nation'])
export type UnitDetail = z.infer<typeof unitDetail>

export const launch = z.object({
  staffList: z.object({
    done,
    people: count,
    withoutAddress: count,
    bouncing: count,
    /** Who found the list right, or brought all of it from a file, and when; null while nobody has. */
    checked: z.object({ how: z.enum(['said', 'file']), by: z.string(), at: instant }).nullable(),
    /** Who has joined the list after that. */
    joinedSince: count,
  }),
  recipients: z.object({ done, people: count, withoutRoleTitle: count }),
  contact: z.object({ done, messagingOn: z.boolean(), defaultContact: person.nullable() }),
  addresses: z.object({
    done,
    patients: count,
    verified: count,
    unverified: count,
    unwanted: count,
    bouncing: count,
    none: count,
  }),
  details: z.object({ done, missing: z.array(unitDetail) }),
  staffTold: z.object({
    done,
    /** Besides the caller, who need not be told. */
    recipients: count,
    toTell: count,
    last: z.object({ by: z.string(), at: instant }).nullable(),
  }),
  /** The item for patients that shows, or will; else a draft. */
  news: z.object({
    done,
    item: z.object({ id, state: z.enum(['draft', 'scheduled', 'showing']), showsFrom: day }).nullable(),
  }),
  /**
   * Done: one that was begun with the launch text is finished, or one that nearly as many have as are patients today. Else the latest,
   * one that is not finished before others.
   */
  broadcast: z.object({
    done,
    latest: z
      .object({ id, state: broadcastState, at: instant.nullable(), patients: count, conversations: count })
      .nullable(),
  }),
})
export type Launch = z.infer<typeof launch>

const unitId = z.object({ unitId: id })

export const launchEndpoints = {
  showLaunch: endpoint({
    summary: 'How far the unit is on the way to its launch, step by step.',
    method: 'GET',
    path: '/units/:unitId/launch',
    caller: 'staff',
    params: unitId,
    response: launch,
  }),
  findStaffListRight: endpoint({
    summary: 'Say that the staff list of the unit is right. Refused when it does not have so many `people` any more.',
    method: 'POST',
    path: '/units/:unitId/launch/staff-list-check',
    caller: 'staff',
    params: unitId,
    body: z.object({ people: z.number().int().min(1).max(1_000_000) }),
    response: launch,
    problems: ['changedMeanwhile'],
  }),
  showLaunchMessage: endpoint({
    summary: 'A text that tells the staff of the unit what starts, and what they should do.',
    method: 'GET',
    path: '/units/:unitId/launch/message',
    caller: 'staff',
    params: unitId,
    response: z.object({ subject: z.string(), text: z.string() }),
  }),
  tellStaff: endpoint({
    summary:
      'Send a message to all message recipients of the unit who were not told yet, as ordinary conversations of as many as one can hold. Refused when they are not so many `people` any more.',
    method: 'POST',
    path: '/units/:unitId/launch/message',
    caller: 'staff',
    params: unitId,
    body: z.object({
      people: z.number().int().min(1).max(1_000_000),
      subject: typedLine({
        most: limits.subject,
        missing: 'Enter a subject',
        tooLong: `Subject must be ${limits.subject} characters or fewer`,
      }),
      text: typedText({
        most: limits.text,
        missing: 'Enter your message',
        tooLong: `Message must be ${limits.text.toLocaleString('en-GB')} characters or fewer`,
      }),
      /** Made by the client: sending it again tells nobody twice. */
      messageId: id,
    }),
    response: z.object({ launch, told: count, conversations: count }),
    problems: ['changedMeanwhile', 'messagingIsOff', 'messageIdUsed'],
  }),
}
