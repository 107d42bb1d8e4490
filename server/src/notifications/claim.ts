/** Before a delivery is tried: whether it still should be, and where it goes by now. */
import type { Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'
import type { Suppression } from './Delivery.ts'
import { waitForTheDay, type Waiting } from './daily.ts'
import { attemptSeconds } from './mailer.ts'
import { deliverKey, hasNoAddress, tellStaff, wantsNone } from './notify.ts'

/** Longer than an attempt can take; until then nobody else tries. */
const claimSeconds = attemptSeconds + 15

interface Facts {
  isDue: boolean
  nextTryAt: Date
  accountId: string
  /** The person's, by now. */
  address: string | null
  wish: 'each' | 'daily' | 'none'
  isGone: boolean
  conversationId: string
  lastSeq: number
  recipientName: string
  recipientKind: 'patient' | 'staff'
  senderName: string | null
}

export interface Claimed extends Facts {
  id: string
  address: string
  attempts: number
  returnId: string
  /** Of somebody who wants one e-mail a day: what this one stands for. */
  waiting?: Waiting
}

interface Outcome {
  /** Nothing when it is done, or not to be done, or somebody else has it, or not yet. */
  claimed?: Claimed
  announcements: Announcement[]
}

const nothing: Outcome = { announcements: [] }

/**
 * Takes a delivery for one attempt. Tries can go on for hours: whoever left the conversation meanwhile, or whose account
 * was closed, or who wants no e-mails any more, is not told; whoever has another address is told there.
 */
export async function claim(trx: Transaction, id: string): Promise<Outcome> {
  const facts = await read(trx, id)
  if (!facts) return nothing
  const { address } = facts
  // Because an attempt was cut off or still goes on: comes back when it is due.
  if (!facts.isDue) return comeBack(trx, id, facts.nextTryAt)
  if (facts.isGone) return suppress(trx, id, 'no longer takes part')
  if (address === null) {
    await suppress(trx, id, 'no address')
    return { announcements: await tellStaff(trx, facts, hasNoAddress(facts.recipientName)) }
  }
  if (facts.wish === 'none') {
    await suppress(trx, id, 'not wanted')
    if (facts.recipientKind === 'staff') return nothing
    return { announcements: await tellStaff(trx, facts, wantsNone(facts.recipientName)) }
  }
  const waiting = facts.wish === 'daily' ? await waitForTheDay(trx, id, facts.accountId) : undefined
  if (waiting === 'nothing') return suppress(trx, id, 'read already')
  if (waiting && 'until' in waiting) return comeBack(trx, id, waiting.until)
  const taken = await take(trx, id, address)
  return { claimed: { id, ...facts, address, ...taken, ...(waiting && { waiting }) }, announcements: [] }
}

/** A moment after it is due, by whichever clock. */
export async function tryAgain(trx: Transaction, deliveryId: string, due: Date): Promise<void> {
  await enqueue(trx, 'deliver', { deliveryId }, { key: deliverKey(deliveryId), runAt: new Date(due.getTime() + 100) })
}

async function comeBack(trx: Transaction, id: string, due: Date): Promise<Outcome> {
  await tryAgain(trx, id, due)
  return nothing
}

/** Locked, so that of several who come at once the others find what the first has done. */
async function read(trx: Transaction, id: string): Promise<Facts | undefined> {
  const [facts] = await rows<Facts>(
    trx,
    `select d.next_try_at <= now() as "isDue", d.next_try_at as "nextTryAt", a.id as "accountId", a.email as address,
            a.email_wish as wish, p.left_at is not null or a.closed_at is not null as "isGone",
            c.id as "conversationId", c.last_seq as "lastSeq",
            a.first_name || ' ' || a.last_name as "recipientName", a.kind as "recipientKind",
            case when g.emails_name_sender then m.author_name end as "senderName"
       from deliveries d
       join accounts a on a.id = d.account_id
       join messages m on m.id = d.message_id
       join conversations c on c.id = m.conversation_id
       join groups g on g.id = c.group_id
       join participants p on p.conversation_id = c.id and p.account_id = a.id
      where d.id = :id and d.state in ('waiting', 'failed_for_now') and d.next_try_at is not null
        for no key update of d`,
    { id },
  )
  return facts
}

async function take(trx: Transaction, id: string, address: string) {
  const [taken] = await rows<{ attempts: number; returnId: string }>(
    trx,
    `update deliveries
        set attempts = attempts + 1, state = 'failed_for_now', reason = 'the attempt was cut off',
            next_try_at = now() + cast(:claim as interval), address = :address,
            return_id = case when address = :address then coalesce(return_id, gen_random_uuid()) else gen_random_uuid() end
      where id = :id
     returning attempts, return_id as "returnId"`,
    { id, address, claim: `${claimSeconds} seconds` },
  )
  return taken!
}

async function suppress(trx: Transaction, id: string, reason: Suppression): Promise<Outcome> {
  await rows(
    trx,
    `update deliveries set state = 'suppressed', reason = :reason, address = null, next_try_at = null where id = :id`,
    { id, reason },
  )
  return nothing
}
