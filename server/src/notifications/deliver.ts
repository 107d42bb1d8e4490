/** Hands one delivery to the mail server and writes down what became of it. */
import type { Database, Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'
import { composeEmail } from './composeEmail.ts'
import { Delivery } from './Delivery.ts'
import { isRefusedForGood, type Mailer } from './mailer.ts'
import { deliverKey, tellStaff } from './notify.ts'

/** 48 tries over about four hours. */
const mostAttempts = 48
const firstPauseSeconds = 5
const longestPauseSeconds = 300
/** As long as an attempt can take; until then nobody else tries. */
const claimSeconds = 60

interface Claimed {
  id: string
  address: string
  attempts: number
  conversationId: string
  lastSeq: number
  recipientName: string
  recipientKind: 'patient' | 'staff'
  senderName: string | null
}

/**
 * At least once: an attempt that a crash cut off is repeated, with the same Message-ID. Three steps, so that no
 * transaction waits for a mail server: claim, hand over, write down.
 */
export async function deliver(db: Database, mailer: Mailer, publicUrl: URL, deliveryId: string): Promise<void> {
  const delivery = await db.transaction(async (trx) => (await claim(trx, deliveryId)) ?? later(trx, deliveryId))
  if (!delivery) return
  const { conversationId, senderName, recipientKind: reader } = delivery
  const link = new URL(`${reader === 'patient' ? '/conversations' : '/open'}/${conversationId}`, publicUrl)
  try {
    await mailer.send({
      to: delivery.address,
      messageId: `<${delivery.id}@${publicUrl.hostname}>`,
      ...composeEmail({ senderName, link, reader }),
    })
  } catch (error) {
    await db.transaction((trx) => fail(trx, delivery, error))
    return
  }
  await db.transaction((trx) => succeed(trx, delivery))
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
     select claimed.id, claimed.address, claimed.attempts, c.id as "conversationId", c.last_seq as "lastSeq",
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

async function fail(trx: Transaction, delivery: Claimed, error: unknown): Promise<void> {
  const { id, attempts, recipientName, conversationId, lastSeq } = delivery
  const reason = reasonOf(error)
  if (isRefusedForGood(error) || attempts >= mostAttempts) {
    await Delivery.query(trx).findById(id).patch({ state: 'failed_for_good', reason, nextTryAt: null })
    const why = isRefusedForGood(error) ? 'the address was refused' : 'the mail server could not be reached'
    await tellStaff(trx, { id: conversationId, lastSeq }, `${recipientName} was not e-mailed: ${why}.`)
    return
  }
  const [waiting] = await rows<{ nextTryAt: Date }>(
    trx,
    `update deliveries set state = 'failed_for_now', reason = :reason, next_try_at = now() + cast(:pause as interval)
      where id = :id returning next_try_at as "nextTryAt"`,
    { id, reason, pause: `${pauseSeconds(attempts)} seconds` },
  )
  if (waiting) await tryAgain(trx, id, waiting.nextTryAt)
}

/** Twice as long each time up to a limit, and a little by chance, so that a crowd does not come back at once. */
export function pauseSeconds(attempts: number, chance = Math.random()): number {
  const pause = Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** (attempts - 1))
  return pause * (0.75 + chance / 2)
}

/** What the mail server said in codes; its sentences may quote the address. */
function reasonOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  return (
    [code, responseCode].filter((part) => typeof part === 'string' || typeof part === 'number').join(' ') || 'unknown'
  )
}
