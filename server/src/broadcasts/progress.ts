/** How far a broadcast has come; asked for every second while somebody watches, so it counts by indexes only. */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { BroadcastProgress } from './contract.ts'
import type { BroadcastRow } from './findBroadcast.ts'

export async function progressOf(trx: Transaction, broadcast: BroadcastRow): Promise<BroadcastProgress> {
  const { patients, reached, gone, state } = broadcast
  const { emailsSeenTo, written, suppressed, handedOverLately } = await countEmails(trx, broadcast.id)
  const isGoing = state === 'sending'
  const conversationsPerSecond = isGoing && reached < patients ? speedOf(broadcast) : null
  const emailsPerSecond = isGoing && emailsSeenTo + gone < patients ? handedOverLately / lately : null
  // Of those for whom nothing is written down yet, about as many get none as of those before them.
  const share = 1 - suppressed / Math.max(1, written)
  const toCome = written - emailsSeenTo + Math.round((patients - gone - written) * share)
  return {
    ...{ patients, gone, emailsSeenTo, conversationsPerSecond, emailsPerSecond },
    conversations: reached - gone,
    secondsLeft: isGoing
      ? latest(timeFor(patients - reached, conversationsPerSecond), timeFor(toCome, emailsPerSecond))
      : null,
  }
}

/** Over how many seconds the pace of e-mails is measured. */
const lately = 10

interface Emails {
  emailsSeenTo: number
  written: number
  suppressed: number
  handedOverLately: number
}

/** One for each patient who had their turn, a moment after it: an index range. Seen to is what the report does not call waiting. */
async function countEmails(trx: Transaction, broadcastId: string): Promise<Emails> {
  const [counted] = await rows<Emails>(
    trx,
    `select count(*) filter (where state <> 'waiting') as "emailsSeenTo", count(*) as written,
            count(*) filter (where state = 'suppressed') as suppressed,
            (select count(*) from deliveries
              where broadcast_id = :broadcastId and channel = 'email' and reminder = 0 and state = 'handed_over'
                and handed_over_at > now() - cast(:lately as interval)) as "handedOverLately"
       from deliveries where broadcast_id = :broadcastId and channel = 'email' and reminder = 0`,
    { broadcastId, lately: `${lately} seconds` },
  )
  return counted!
}

function speedOf({ reached, goingFrom, secondsGoing }: BroadcastRow): number | null {
  return secondsGoing && reached > goingFrom ? (reached - goingFrom) / secondsGoing : null
}

function timeFor(left: number, perSecond: number | null): number | null {
  if (left <= 0) return 0
  return perSecond ? Math.ceil(left / perSecond) : null
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other)
}
