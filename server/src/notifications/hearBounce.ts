/** What comes of it when a mail that was handed over comes back, or the provider says that something has not arrived. */
import type { Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import { markBouncing, markTextsFailing } from './markBouncing.ts'
import { tellStaff } from './notify.ts'
import type { Failure } from './readReport.ts'

/** Mail servers give up after days; whoever reports later has an old mail and something in mind. */
const reportsWithin = '14 days'

/** Whether a mail of ours has this return address, one that may still come back. */
export async function isReturnId(trx: Transaction, returnId: string): Promise<boolean> {
  const found = await rows(
    trx,
    `select 1 from deliveries
      where return_id = cast(:returnId as uuid)
        and coalesce(handed_over_at, now()) > now() - cast(:reportsWithin as interval)
     union all
     select 1 from links
      where return_id = cast(:returnId as uuid) and created_at > now() - cast(:reportsWithin as interval)`,
    { returnId, reportsWithin },
  )
  return found.length > 0
}

/** Hearing the same again changes nothing. Returns what to tell the live streams. */
export async function hearBounce(trx: Transaction, returnId: string, failure: Failure): Promise<Announcement[]> {
  return [...(await hearOfLink(trx, returnId, failure)), ...(await hearOfDelivery(trx, returnId, failure))]
}

interface Returned {
  id: string
  channel: 'email' | 'text'
  accountId: string
  address: string
  handedOverAt: Date | null
}

async function hearOfDelivery(
  trx: Transaction,
  returnId: string,
  { refused, status }: Failure,
): Promise<Announcement[]> {
  // It may come back before we have written down that it was handed over.
  const [delivery] = await rows<Returned>(
    trx,
    `update deliveries set state = :state, reason = :reason, next_try_at = null, ask_at = null,
            handed_over_at = coalesce(handed_over_at, now())
      where return_id = cast(:returnId as uuid) and state in ('failed_for_now', 'handed_over')
     returning id, channel, account_id as "accountId", address, handed_over_at as "handedOverAt"`,
    { returnId, state: refused ? 'bounced' : 'failed_for_good', reason: `report ${status}` },
  )
  if (!delivery) return []
  const sent = { ...delivery, sentAt: delivery.handedOverAt }
  if (delivery.channel === 'text') {
    if (refused) await markTextsFailing(trx, sent)
    return []
  }
  const announcements = refused ? await markBouncing(trx, sent) : []
  const why = refused
    ? 'the address was refused'
    : status === 'technical-failure'
      ? 'it could not be sent'
      : 'their mail server could not be reached'
  for (const one of await conversationsOf(trx, delivery.id))
    announcements.push(...(await tellStaff(trx, one, `${one.recipientName} was not e-mailed: ${why}.`)))
  return announcements
}

/** Also those of the deliveries for which this one's e-mail stood; in one order, as each is locked. */
function conversationsOf(trx: Transaction, deliveryId: string) {
  return rows<{ conversationId: string; lastSeq: number; accountId: string; recipientName: string }>(
    trx,
    `select distinct c.id as "conversationId", c.last_seq as "lastSeq", a.id as "accountId",
            a.first_name || ' ' || a.last_name as "recipientName"
       from deliveries d
       join messages m on m.id = d.message_id
       join conversations c on c.id = m.conversation_id
       join accounts a on a.id = d.account_id
      where d.id = :deliveryId or d.folded_into = :deliveryId
      order by c.id`,
    { deliveryId },
  )
}

/** A link that was used has arrived, whatever a report says. */
async function hearOfLink(trx: Transaction, returnId: string, { refused, status }: Failure): Promise<Announcement[]> {
  const open = `return_id = cast(:returnId as uuid) and failed_at is null and used_at is null`
  const [link] = await rows<{ accountId: string; address: string; sentAt: Date | null }>(
    trx,
    `select account_id as "accountId", address, sent_at as "sentAt" from links where ${open}`,
    { returnId },
  )
  if (!link) return []
  // The account before its links, as everybody does who locks both.
  const told = refused ? await markBouncing(trx, link) : []
  await rows(
    trx,
    `update links set failed_at = now(), ask_at = null, sent_at = coalesce(sent_at, now()), reason = :reason where ${open}`,
    { returnId, reason: `report ${status}` },
  )
  return told
}
