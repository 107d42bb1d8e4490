/** Hands one delivery to who carries it and writes down what became of it. */
import type { Database, Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import type { Channels, Outcome } from './channels/Channel.ts'
import { claim, isInConversation, tryAgain, type Claimed } from './claim.ts'
import { composeDailyEmail, composeEmail } from './composeEmail.ts'
import { composeNewsEmail } from './composeNewsEmail.ts'
import { composeNewsText, composeText } from './composeText.ts'
import { Delivery } from './Delivery.ts'
import { acceptedAgain, markBouncing, markTextsFailing } from './markBouncing.ts'
import { tellStaff } from './notify.ts'
import { foldWaiting } from './turns.ts'

/** 48 tries over about four hours. */
const mostAttempts = 48
const firstPauseSeconds = 5
const longestPauseSeconds = 300

/**
 * At least once: an attempt that a crash cut off is repeated, with the same Message-ID; who carries it by a reference is
 * asked before, and it is not repeated. Three steps, so that no transaction waits for anybody: claim, hand over, write
 * down. Returns what to tell the live streams.
 */
export async function deliver(
  db: Database,
  channels: Channels,
  publicUrl: URL,
  deliveryId: string,
  now = new Date(),
): Promise<Announcement[]> {
  const circumstances = { texts: channels.text !== null, now }
  const { claimed, announcements } = await db.transaction((trx) => claim(trx, deliveryId, circumstances))
  if (!claimed) return announcements
  const outcome = await send(claimed, channels, publicUrl)
  return db.transaction((trx) =>
    outcome.became === 'handed over' ? succeed(trx, claimed, outcome) : fail(trx, claimed, outcome),
  )
}

function send(claimed: Claimed, channels: Channels, publicUrl: URL): Promise<Outcome> {
  const { id, address: to, returnId: reference, attempts, channel } = claimed
  const sending = { to, reference, repeated: attempts > 1 }
  return channel === 'email'
    ? channels.email.send({ ...sending, messageId: `<${id}@${publicUrl.hostname}>`, ...email(claimed, publicUrl) })
    : channels.text!.send({ ...sending, ...text(claimed, publicUrl) })
}

function email(claimed: Claimed, publicUrl: URL) {
  const { senderName, recipientKind: reader, waiting } = claimed
  const several = (waiting?.conversations ?? 1) > 1
  const wishes = reader === 'patient' ? new URL('/account', publicUrl) : undefined
  const facts = { link: linkOf(claimed, several, publicUrl), reader, wishes }
  return { ...composed(), wishes }

  function composed() {
    if (isOnlyNews(claimed)) return composeNewsEmail({ link: newsLink(reader, publicUrl), wishes })
    if (waiting) return composeDailyEmail({ ...facts, waiting: waiting.messages, news: waiting.news })
    return composeEmail({ ...facts, senderName })
  }
}

function text(claimed: Claimed, publicUrl: URL) {
  if (isOnlyNews(claimed)) return composeNewsText({ link: new URL('/news', publicUrl) })
  const news = claimed.waiting?.news === true
  const several = news || (claimed.waiting?.deliveryIds.length ?? 0) > 0
  return composeText({ link: linkOf(claimed, several, publicUrl), senderName: claimed.senderName, several, news })
}

function isOnlyNews({ isNews, waiting }: Claimed): boolean {
  return isNews && (waiting?.messages ?? 0) === 0
}

/** Staff read news in the desktop app, and no link opens it there. */
function newsLink(reader: Claimed['recipientKind'], publicUrl: URL): URL | undefined {
  return reader === 'patient' ? new URL('/news', publicUrl) : undefined
}

function linkOf({ conversationId, waiting, recipientKind }: Claimed, several: boolean, publicUrl: URL): URL {
  const one = conversationId ?? waiting?.conversationId
  if (recipientKind !== 'patient') return new URL(`/open/${one}`, publicUrl)
  return new URL(several ? '/conversations' : `/conversations/${one}`, publicUrl)
}

/** A report that it has come back may have been quicker. */
async function succeed(
  trx: Transaction,
  claimed: Claimed,
  { tellsLater }: Extract<Outcome, { became: 'handed over' }>,
): Promise<Announcement[]> {
  const { id, waiting } = claimed
  const [written] = await rows(
    trx,
    `update deliveries set state = 'handed_over', handed_over_at = now(), next_try_at = null, reason = null,
            ask_at = case when cast(:tellsLater as boolean) then now() + interval '1 minute' end
      where id = :id and state not in ('bounced', 'suppressed') returning id`,
    { id, tellsLater },
  )
  if (!written) return []
  // The delivery before the account, as everybody does who locks both. Who takes everything and only tells later has said
  // nothing about the address.
  const told = claimed.channel === 'email' && !tellsLater ? await acceptedAgain(trx, claimed) : []
  if (waiting) await foldWaiting(trx, id, waiting)
  return told
}

async function fail(
  trx: Transaction,
  delivery: Claimed,
  outcome: Exclude<Outcome, { became: 'handed over' }>,
): Promise<Announcement[]> {
  const { id, attempts } = delivery
  const { reason } = outcome
  const refused = outcome.became === 'refused for good'
  // Whoever was so slow that somebody else has tried since has nothing to say about it.
  const mine = { id, attempts, state: 'failed_for_now' } as const
  if (refused || attempts >= mostAttempts) {
    const state = refused ? 'bounced' : 'failed_for_good'
    const written = await Delivery.query(trx).where(mine).patch({ state, reason, nextTryAt: null })
    return written === 0 ? [] : giveUp(trx, delivery, refused)
  }
  const pause = Math.max(pauseSeconds(attempts), outcome.pauseSeconds ?? 0)
  const [waiting] = await rows<{ nextTryAt: Date }>(
    trx,
    `update deliveries set reason = :reason, next_try_at = now() + cast(:pause as interval)
      where id = :id and attempts = :attempts and state = :state returning next_try_at as "nextTryAt"`,
    { ...mine, reason, pause: `${pause} seconds` },
  )
  if (waiting) await tryAgain(trx, id, delivery, waiting.nextTryAt)
  return []
}

/** Of a text message nobody is told in the conversation: the e-mail is what the person was promised. */
async function giveUp(trx: Transaction, delivery: Claimed, refused: boolean): Promise<Announcement[]> {
  if (delivery.channel === 'text') {
    if (refused) await markTextsFailing(trx, delivery)
    return []
  }
  const told = refused ? await markBouncing(trx, { ...delivery, atOnce: true }) : []
  if (!isInConversation(delivery)) return told
  const why = refused ? 'the address was refused' : 'the mail server could not be reached'
  return [...told, ...(await tellStaff(trx, delivery, `${delivery.recipientName} was not e-mailed: ${why}.`))]
}

/** Twice as long each time up to a limit, and a little by chance, so that a crowd does not come back at once. */
export function pauseSeconds(attempts: number, chance = Math.random()): number {
  const pause = Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** (attempts - 1))
  return pause * (0.75 + chance / 2)
}
