/** Hands one delivery to the mail server and writes down what became of it. */
import type { Database, Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'
import { composeEmail } from './composeEmail.ts'
import { Delivery } from './Delivery.ts'
import { attemptSeconds, isRefusedForGood, reasonOf, type Mailer } from './mailer.ts'
import { markBouncing } from './markBouncing.ts'
import { deliverKey, tellStaff } from './notify.ts'

/** 48 tries over about four hours. */
const mostAttempts = 48
const firstPauseSeconds = 5
const longestPauseSeconds = 300
/** Longer than an attempt can take; until then nobody else tries. */
const claimSeconds = attemptSeconds + 15

interface Claimed {
  id: string
  address: string
  attempts: number
  accountId: string
  conversationId: string
  lastSeq: number
  recipientName: string
  recipientKind: 'patient' | 'staff'
  senderName: string | null
}

/**
 * At least once: an attempt that a crash cut off is repeated, with the same Message-ID. Three steps, so that no
 * transaction waits for a mail server: claim, hand over, write down. Returns what to tell the live streams.
 */
export async function deliver(
  db: Database,
  mailer: Mailer,
  publicUrl: URL,
  deliveryId: string,
): Promise<Announcement[]> {
  const delivery = await db.transaction(async (trx) => {
    await dropIfGone(trx, deliveryId)
    return (await claim(trx, deliveryId)) ?? later(trx, deliveryId)
  })
  if (!delivery) return []
  const { conversationId, senderName, recipientKind: reader } = delivery
  const link = new URL(`${reader === 'patient' ? '/conversations' : '/open'}/${conversationId}`, publicUrl)
  try {
    await mailer.send({
      to: delivery.address,
      messageId: `<${delivery.id}@${publicUrl.hostname}>`,
      ...composeEmail({ senderName, link, reader }),
    })
  } catch (error) {
    return db.transaction((trx) => fail(trx, delivery, error))
  }
  await db.transaction((trx) => succeed(trx, delivery))
  return []
}

/** Tries can go on for hours; whoever left the conversation, or whose account was closed, is not told any more. */
async function dropIfGone(trx: Transaction, deliveryId: string): Promise<void> {
  await rows(
    trx,
    `update deliveries d set state = 'suppressed', address = null, reason = 'no longer takes part', next_try_at = null
       from messages m, participants p, accounts a
      where d.id = :deliveryId and d.state in ('waiting', 'failed_for_now') and d.next_try_at <= now()
        and m.id = d.message_id and p.conversation_id = m.conversation_id and p.account_id = d.account_id
        and a.id = d.account_id and (p.left_at is not null or a.closed_at is not null)`,
    { deliveryId },
  )
}

/** Takes the delivery for this attempt; nothing when it is done, or somebody else has it. */
async function claim(trx: Transaction, deliveryId: string): Promise<Claimed | undefined> {
  const [claimed] = await rows<Claimed>(
    trx,
    `with claimed as (
       update deliveries set attempts = attempts + 1, state = 'failed_for_now', reason = 'the attempt was cut off',
              next_try_at = now() + cast(:claim as interval)
        where id = :deliveryId and state in ('waiting', 'failed_for_now') and next_try_at <= now()
       returning id, address, attempts, message_id, account_id
     )
     select claimed.id, claimed.address, claimed.attempts, a.id as "accountId", c.id as "conversationId", c.last_seq as "lastSeq",
            a.first_name || ' ' || a.last_name as "recipientName", a.kind as "recipientKind",
            case when g.emails_name_sender then m.author_name end as "senderName"
       from claimed
       join accounts a on a.id = claimed.account_id
       join messages m on m.id = claimed.message_id
       join conversations c on c.id = m.conversation_id
       join groups g on g.id = c.group_id`,
    { deliveryId, claim: `${claimSeconds} seconds` },
  )
  return claimed
}

/** Not due yet, because an attempt was cut off or still goes on: comes back when it is. */
async function later(trx: Transaction, deliveryId: string): Promise<undefined> {
  const delivery = await Delivery.query(trx).findById(deliveryId).whereIn('state', ['waiting', 'failed_for_now'])
  if (delivery?.nextTryAt) await tryAgain(trx, deliveryId, delivery.nextTryAt)
}

/** A moment after it is due, by whichever clock. */
async function tryAgain(trx: Transaction, deliveryId: string, due: Date): Promise<void> {
  await enqueue(trx, 'deliver', { deliveryId }, { key: deliverKey(deliveryId), runAt: new Date(due.getTime() + 100) })
}

async function succeed(trx: Transaction, { id }: Claimed): Promise<void> {
  await Delivery.query(trx)
    .findById(id)
    .patch({ state: 'handed_over', handedOverAt: new Date(), nextTryAt: null, reason: null })
}

async function fail(trx: Transaction, delivery: Claimed, error: unknown): Promise<Announcement[]> {
  const { id, attempts, accountId, recipientName, conversationId, lastSeq } = delivery
  const reason = reasonOf(error)
  // Whoever was so slow that somebody else has tried since has nothing to say about it.
  const mine = { id, attempts, state: 'failed_for_now' } as const
  if (isRefusedForGood(error) || attempts >= mostAttempts) {
    const written = await Delivery.query(trx).where(mine).patch({ state: 'failed_for_good', reason, nextTryAt: null })
    if (written === 0) return []
    if (isRefusedForGood(error)) await markBouncing(trx, delivery)
    const why = isRefusedForGood(error) ? 'the address was refused' : 'the mail server could not be reached'
    return tellStaff(trx, { conversationId, lastSeq, accountId }, `${recipientName} was not e-mailed: ${why}.`)
  }
  const [waiting] = await rows<{ nextTryAt: Date }>(
    trx,
    `update deliveries set reason = :reason, next_try_at = now() + cast(:pause as interval)
      where id = :id and attempts = :attempts and state = :state returning next_try_at as "nextTryAt"`,
    { ...mine, reason, pause: `${pauseSeconds(attempts)} seconds` },
  )
  if (waiting) await tryAgain(trx, id, waiting.nextTryAt)
  return []
}

/** Twice as long each time up to a limit, and a little by chance, so that a crowd does not come back at once. */
export function pauseSeconds(attempts: number, chance = Math.random()): number {
  const pause = Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** (attempts - 1))
  return pause * (0.75 + chance / 2)
}
