/** Hands one delivery to the mail server and writes down what became of it. */
import type { Database, Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import { claim, tryAgain, type Claimed } from './claim.ts'
import { composeDailyEmail, composeEmail } from './composeEmail.ts'
import { foldTheDay } from './daily.ts'
import { Delivery } from './Delivery.ts'
import { isRefusedForGood, reasonOf, type Mailer } from './mailer.ts'
import { clearBouncing, markBouncing } from './markBouncing.ts'
import { tellStaff } from './notify.ts'

/** 48 tries over about four hours. */
const mostAttempts = 48
const firstPauseSeconds = 5
const longestPauseSeconds = 300

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
  const { claimed, announcements } = await db.transaction((trx) => claim(trx, deliveryId))
  if (!claimed) return announcements
  try {
    await mailer.send({
      to: claimed.address,
      messageId: `<${claimed.id}@${publicUrl.hostname}>`,
      returnId: claimed.returnId,
      ...compose(claimed, publicUrl),
    })
  } catch (error) {
    return db.transaction((trx) => fail(trx, claimed, error))
  }
  await db.transaction((trx) => succeed(trx, claimed))
  return []
}

function compose({ conversationId, senderName, recipientKind: reader, waiting }: Claimed, publicUrl: URL) {
  const isPatient = reader === 'patient'
  const ofOne = `${isPatient ? '/conversations' : '/open'}/${conversationId}`
  const path = isPatient && waiting && waiting.conversations > 1 ? '/conversations' : ofOne
  const link = new URL(path, publicUrl)
  const wishes = isPatient ? new URL('/account', publicUrl) : undefined
  const facts = { link, reader, wishes }
  const email = waiting
    ? composeDailyEmail({ ...facts, waiting: waiting.messages })
    : composeEmail({ ...facts, senderName })
  return { ...email, wishes }
}

/** A report that it has come back may have been quicker. */
async function succeed(trx: Transaction, claimed: Claimed): Promise<void> {
  const { id, waiting } = claimed
  const written = await Delivery.query(trx)
    .findById(id)
    .whereNotIn('state', ['bounced', 'suppressed'])
    .patch({ state: 'handed_over', handedOverAt: new Date(), nextTryAt: null, reason: null })
  if (!written) return
  // The delivery before the account, as everybody does who locks both.
  await clearBouncing(trx, claimed)
  if (waiting) await foldTheDay(trx, id, waiting)
}

async function fail(trx: Transaction, delivery: Claimed, error: unknown): Promise<Announcement[]> {
  const { id, attempts, recipientName } = delivery
  const reason = reasonOf(error)
  const refused = isRefusedForGood(error)
  // Whoever was so slow that somebody else has tried since has nothing to say about it.
  const mine = { id, attempts, state: 'failed_for_now' } as const
  if (refused || attempts >= mostAttempts) {
    const state = refused ? 'bounced' : 'failed_for_good'
    const written = await Delivery.query(trx).where(mine).patch({ state, reason, nextTryAt: null })
    if (written === 0) return []
    if (refused) await markBouncing(trx, delivery)
    const why = refused ? 'the address was refused' : 'the mail server could not be reached'
    return tellStaff(trx, delivery, `${recipientName} was not e-mailed: ${why}.`)
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
