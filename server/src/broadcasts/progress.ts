/** How far a broadcast has come; asked for every second while somebody watches, so it counts by indexes only. */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { BroadcastProgress } from './contract.ts'
import type { BroadcastRow } from './findBroadcast.ts'

export async function progressOf(trx: Transaction, broadcast: BroadcastRow): Promise<BroadcastProgress> {
  const { patients, reached, gone, state } = broadcast
  const { emails, emailsTried, handedOverLately } = await countEmails(trx, broadcast.id)
  const isGoing = state === 'sending'
  const conversationsPerSecond = isGoing && reached < patients ? speedOf(broadcast) : null
  const emailsPerSecond = isGoing && emailsTried < emails ? handedOverLately / lately : null
  return {
    ...{ patients, gone, emails, emailsTried, conversationsPerSecond, emailsPerSecond },
    conversations: reached - gone,
    secondsLeft: isGoing
      ? latest(
          timeFor(patients - reached, conversationsPerSecond),
          // Before everybody had their turn, nobody knows how many e-mails there will be: about as many as so far.
          timeFor(Math.round((emails * patients) / Math.max(1, reached)) - emailsTried, emailsPerSecond),
        )
      : null,
  }
}

/** Over how many seconds the pace of e-mails is measured. */
const lately = 10

interface Emails {
  emails: number
  emailsTried: number
  handedOverLately: number
}

/** Those that are wanted and have an address; an index range, in which those in line are few compared to their rows. */
async function countEmails(trx: Transaction, broadcastId: string): Promise<Emails> {
  const [counted] = await rows<Emails>(
    trx,
    `select count(*) filter (where state <> 'suppressed') as emails,
            count(*) filter (where state not in ('suppressed', 'waiting')) as "emailsTried",
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
