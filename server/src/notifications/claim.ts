/** Before a delivery is tried: whether it still should be, and where it goes by now. */
import type { Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import type { UnitHours } from '../groups/openingHours.ts'
import { enqueue } from '../jobs.ts'
import { itemShows, readersOfItem } from '../news/readers.ts'
import { attemptSeconds } from './channels/Channel.ts'
import type { Suppression } from './Delivery.ts'
import { hasLeft } from './hasLeft.ts'
import { deliverKey, hasNoAddress, tellStaff, wantsNone } from './notify.ts'
import { rankInLine } from './pace.ts'
import { senderInEmails, unsaidInEmails } from './senderInEmails.ts'
import { hoursOf, textsOpenAt } from './textHours.ts'
import { turns, waitForTurn, type Waiting } from './turns.ts'

/** Longer than an attempt can take; until then nobody else tries. */
const claimSeconds = attemptSeconds + 15

interface Facts {
  channel: 'email' | 'text'
  isDue: boolean
  nextTryAt: Date
  accountId: string
  /** The person's, by now. */
  address: string | null
  wish: 'each' | 'daily' | 'none'
  textsFail: boolean
  /** They are not to be told any more. */
  notAnyMore: Suppression | null
  isRead: boolean
  isNews: boolean
  /** One of thousands: it comes after everything else, also when it is tried again. */
  isInLine: boolean
  /** Both null of news. */
  conversationId: string | null
  lastSeq: number | null
  recipientName: string
  recipientKind: 'patient' | 'staff'
  senderName: string | null
  /** When the unit is open. */
  hours: UnitHours
}

export interface Claimed extends Facts {
  id: string
  address: string
  attempts: number
  returnId: string
  /** Of somebody who is told only so often: what this one stands for. */
  waiting?: Waiting
}

interface Outcome {
  /** Nothing when it is done, or not to be done, or somebody else has it, or not yet. */
  claimed?: Claimed
  announcements: Announcement[]
}

/** Where it goes, and what it stands for; or why it does not; or when it may. */
type Verdict = { address: string; waiting?: Waiting } | { not: Suppression } | { until: Date }

const nothing: Outcome = { announcements: [] }

interface Circumstances {
  /** Whether there are text messages at all. */
  texts: boolean
  now: Date
}

/**
 * Takes a delivery for one attempt. Tries can go on for hours: whoever left the conversation meanwhile, or whose account
 * was closed, or who wants no e-mails any more, is not told; whoever has another address is told there.
 */
export async function claim(trx: Transaction, id: string, circumstances: Circumstances): Promise<Outcome> {
  const facts = await read(trx, id)
  if (!facts) return nothing
  // Because an attempt was cut off or still goes on: comes back when it is due.
  if (!facts.isDue) return comeBack(trx, id, facts, facts.nextTryAt)
  const verdict = facts.notAnyMore
    ? { not: facts.notAnyMore }
    : facts.channel === 'email'
      ? await mayEmail(trx, id, facts)
      : await mayText(trx, id, facts, circumstances)
  if ('until' in verdict) return comeBack(trx, id, facts, verdict.until)
  if ('not' in verdict) {
    await suppress(trx, id, verdict.not)
    const said = sentenceFor(verdict.not, facts)
    return said && isInConversation(facts) ? { announcements: await tellStaff(trx, facts, said) } : nothing
  }
  const taken = await take(trx, id, verdict.address)
  return { claimed: { id, ...facts, ...taken, ...verdict }, announcements: [] }
}

/** What the staff of the conversation are told: only of e-mails, and of a colleague's wish nothing. */
function sentenceFor(reason: Suppression, { channel, recipientName, recipientKind }: Facts): string | undefined {
  if (reason === 'no address') return hasNoAddress(recipientName)
  if (reason === 'not wanted' && channel === 'email' && recipientKind === 'patient') return wantsNone(recipientName)
  return undefined
}

async function mayEmail(trx: Transaction, id: string, { address, wish, accountId }: Facts): Promise<Verdict> {
  if (address === null) return { not: 'no address' }
  if (wish === 'none') return { not: 'not wanted' }
  if (wish === 'each') return { address }
  return inTurn(address, await waitForTurn(trx, id, accountId, turns.email))
}

/** Nobody is woken by one, and nobody gets one about what they have read. */
async function mayText(trx: Transaction, id: string, facts: Facts, { texts, now }: Circumstances): Promise<Verdict> {
  const { address, accountId } = facts
  if (!texts) return { not: 'texts are switched off' }
  if (address === null) return { not: 'not wanted' }
  if (facts.textsFail) return { not: 'texts do not arrive' }
  if (facts.isRead) return { not: 'read already' }
  const until = textsOpenAt(facts.hours, now)
  if (until) return { until: await putOff(trx, id, until) }
  return inTurn(address, await waitForTurn(trx, id, accountId, turns.text))
}

function inTurn(address: string, waiting: Awaited<ReturnType<typeof waitForTurn>>): Verdict {
  if (waiting === 'nothing') return { not: 'read already' }
  return 'until' in waiting ? waiting : { address, waiting }
}

/** Nobody is told in a conversation of what became of an e-mail about news: the unit's figures and lists show it. */
export function isInConversation<Of extends Pick<Facts, 'conversationId' | 'lastSeq'>>(
  facts: Of,
): facts is Of & { conversationId: string; lastSeq: number } {
  return facts.conversationId !== null
}

/** A moment after it is due, by whichever clock. */
export async function tryAgain(
  trx: Transaction,
  deliveryId: string,
  { isInLine }: Pick<Facts, 'isInLine'>,
  due: Date,
): Promise<void> {
  await enqueue(
    trx,
    'deliver',
    { deliveryId },
    { key: deliverKey(deliveryId), runAt: new Date(due.getTime() + 100), priority: isInLine ? rankInLine : 0 },
  )
}

async function putOff(trx: Transaction, id: string, until: Date): Promise<Date> {
  await rows(
    trx,
    // Also of what has failed for now: till then it is neither tried nor late.
    `update deliveries set state = 'waiting', next_try_at = :until, reason = 'closed' where id = :id`,
    { id, until },
  )
  return until
}

async function comeBack(trx: Transaction, id: string, facts: Facts, due: Date): Promise<Outcome> {
  await tryAgain(trx, id, facts, due)
  return nothing
}

/** Locked, so that of several who come at once the others find what the first has done. */
async function read(trx: Transaction, id: string): Promise<Facts | undefined> {
  const [facts] = await rows<Facts & { unsaid: string[] }>(
    trx,
    `select d.channel, d.next_try_at <= now() as "isDue", d.next_try_at as "nextTryAt", a.id as "accountId",
            case when d.channel = 'email' then a.email when a.text_proved_at is not null then a.text_number end as address,
            a.email_wish as wish, a.text_failing_at is not null as "textsFail", coalesce(m.seq <= p.last_read_seq, false) as "isRead",
            ${hoursOf('g')} as hours,
            case when a.closed_at is not null or p.left_at is not null then 'no longer takes part'
                 when d.broadcast_id is not null and ${hasLeft('a.id', 'd.group_id')} then 'no longer takes part'
                 when b.state = 'stopped' and d.reminder = 0 then 'stopped'
                 when n.id is not null and not (${itemShows}) then 'withdrawn'
                 when n.id is not null and not (${readersOfItem}) then 'no longer a reader' end as "notAnyMore",
            n.id is not null as "isNews", n.id is not null or d.broadcast_id is not null as "isInLine",
            c.id as "conversationId", c.last_seq as "lastSeq",
            a.first_name || ' ' || a.last_name as "recipientName", a.kind as "recipientKind",
            case when g.emails_name_sender then m.author_name end as "senderName", ${unsaidInEmails} as unsaid
       from deliveries d
       join accounts a on a.id = d.account_id
       left join messages m on m.id = d.message_id
       left join conversations c on c.id = m.conversation_id
       left join participants p on p.conversation_id = c.id and p.account_id = a.id
       left join news_items n on n.id = d.news_id
       left join broadcasts b on b.id = d.broadcast_id
       join groups g on g.id = coalesce(c.group_id, d.group_id)
      where d.id = :id and d.state in ('waiting', 'failed_for_now') and d.next_try_at is not null
        for no key update of d`,
    { id },
  )
  return facts && { ...facts, senderName: senderInEmails(facts.senderName, facts.unsaid) }
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
