/**
 * How a unit's e-mails and text messages about messages and news fare, for its admins: figures, and to whom one could not be
 * sent. Never what they are about. News of a specialty counts where the reader is.
 *
 * - sent: handed over to the mail server or the provider, and not come back
 * - waiting: due, and not handed over yet
 * - failing: a try did not work, and there will be another
 * - failed: given up after hours of trying
 * - bounced: the address was refused, at once or by a report that came back
 */
import { z } from 'zod'
import { accountKind } from '../accounts/contract.ts'
import { endpoint } from '../contract/endpoint.ts'
import { cursor, day, id, instant, pageQuery } from '../contract/words.ts'
import { unreachableCounts, unreachableReason } from '../patients/contract.ts'

const count = z.number().int().min(0)
/** Within how many seconds of its message an e-mail is to be on its way. */
export const timelySeconds = 10

/** `timely`: of those sent, how many within `timelySeconds` of the message. */
/** Why no e-mail was tried. */
export const notEmailedReason = z.enum([
  'no address',
  'not wanted',
  'no longer takes part',
  'stopped',
  'withdrawn',
  'no longer a reader',
])
export type NotEmailedReason = z.infer<typeof notEmailedReason>

const sent = z.object({ sent: count, timely: count })
const underWay = z.object({
  count,
  /** Since when there has been something to tell, of the oldest. */
  since: instant.nullable(),
})

export const deliveryFigures = z.object({
  /** The calendar day in London, and everything on it so far. */
  today: sent,
  /** The last 7 days, with today. */
  week: sent.extend({ failedForGood: count, bounced: count }),
  waiting: underWay,
  failing: underWay.extend({ nextTryAt: instant.nullable() }),
  /** Not even tried, in the last 7 days, and why; the most frequent first. */
  suppressed: z.array(z.object({ reason: notEmailedReason, inWords: z.string(), count })),
  /** Text messages: sent today and in the last 7 days; due; waiting until the unit opens or their turn comes; and in the last 7 days not arrived. */
  texts: z.object({ today: count, week: count, waiting: count, later: count, failed: count }),
  /** People of the unit whom no e-mail reaches, or nobody knows whether; they are listed by `listUnreachable`. */
  people: unreachableCounts,
  /** The last 14 days, the oldest first. */
  days: z.array(sent.extend({ day, failed: count })),
  /** What e-mails depend on, now: who sends them, and the mail server that takes them. */
  worker: z.enum(['well', 'away']),
  mail: z.enum(['well', 'away']),
})
export type DeliveryFigures = z.infer<typeof deliveryFigures>

export const failedDelivery = z.object({
  id,
  person: z.object({
    id,
    name: z.string(),
    kind: accountKind,
    /** Still one of the unit's patients or staff. */
    isMember: z.boolean(),
    unreachable: unreachableReason.nullable(),
    /** A text message tells them that something waits. */
    texts: z.boolean(),
  }),
  channel: z.enum(['email', 'text']),
  /** What was to be told of. */
  about: z.enum(['message', 'news']),
  /** When there was something to tell. */
  at: instant,
  state: z.enum(['failing', 'failed', 'bounced']),
  /** A sentence for a person. */
  reason: z.string(),
  attempts: count,
  /** Null when there will be none. */
  nextTryAt: instant.nullable(),
})
export type FailedDelivery = z.infer<typeof failedDelivery>

/** Who was not e-mailed about something. */
export const notEmailed = failedDelivery.pick({ id: true, person: true, about: true, at: true })
export type NotEmailed = z.infer<typeof notEmailed>

const unitId = z.object({ unitId: id })

export const notificationEndpoints = {
  showDeliveryFigures: endpoint({
    summary: 'How the e-mails about a unit’s messages fare: today, the last 7 days and the last 14, day by day.',
    method: 'GET',
    path: '/units/:unitId/deliveries',
    caller: 'staff',
    params: unitId,
    response: deliveryFigures,
  }),
  listFailedDeliveries: endpoint({
    summary:
      'To whom e-mails could not be sent: all that are still tried, and those that were given up or came back in the last 7 days. The newest first.',
    method: 'GET',
    path: '/units/:unitId/deliveries/failed',
    caller: 'staff',
    params: unitId,
    query: z.object(pageQuery),
    response: z.object({ deliveries: z.array(failedDelivery), next: cursor.nullable() }),
  }),
  listNotEmailed: endpoint({
    summary: 'Whom no e-mail was sent to in the last 7 days for one reason, each time. The newest first.',
    method: 'GET',
    path: '/units/:unitId/deliveries/not-emailed',
    caller: 'staff',
    params: unitId,
    query: z.object({ reason: notEmailedReason, ...pageQuery }),
    response: z.object({ deliveries: z.array(notEmailed), next: cursor.nullable() }),
  }),
}
