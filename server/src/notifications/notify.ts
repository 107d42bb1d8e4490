/** From a message to its deliveries: who is to be told that something waits for them. */
import { addNotice } from '../conversations/addNotice.ts'
import type { Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'

interface Told {
  deliveryId: string
  accountId: string
  authorId: string
  name: string
  address: string | null
  conversationId: string
  lastSeq: number
}

/**
 * Makes a delivery for every other participant of a message's conversation, or only for `accountId`. Doing it again
 * makes none twice. Returns what to tell the live streams.
 */
export async function notify(
  trx: Transaction,
  { messageId, accountId }: { messageId: string; accountId?: string },
): Promise<Announcement[]> {
  const told = await rows<Told>(trx, statement, { messageId, accountId: accountId ?? null })
  const [first] = told
  if (!first) return []
  const accountIds = [first.authorId, ...told.map((one) => one.accountId)]
  const announcements: Announcement[] = [{ accountIds, conversationId: first.conversationId, messageId }]
  for (const one of told) {
    const { deliveryId, address, name } = one
    if (address) await enqueue(trx, 'deliver', { deliveryId }, { key: deliverKey(deliveryId) })
    else announcements.push(...(await tellStaff(trx, one, `${name} was not e-mailed: there is no e-mail address.`)))
  }
  return announcements
}

/** One job per delivery at a time. */
export function deliverKey(deliveryId: string): string {
  return `deliver ${deliveryId}`
}

/**
 * Somebody with a duty to know sees it where they work: the staff of the conversation, once and not every time (R6);
 * again only when e-mail to that person has worked in between. Returns what to tell the live streams.
 */
export async function tellStaff(
  trx: Transaction,
  { conversationId, lastSeq, accountId }: { conversationId: string; lastSeq: number; accountId: string },
  text: string,
): Promise<Announcement[]> {
  // Two who find out at the same moment say it once.
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`notices ${conversationId}`])
  const said = await rows(trx, saidBefore, { conversationId, accountId, text })
  if (said.length > 0) return []
  await addNotice(trx, { id: conversationId, lastSeq }, text, { onlyFor: 'staff' })
  const staff = await rows<{ accountId: string }>(
    trx,
    `select account_id as "accountId" from participants
      where conversation_id = :conversationId and account_kind = 'staff' and left_at is null`,
    { conversationId },
  )
  return [{ accountIds: staff.map((one) => one.accountId), conversationId }]
}

const saidBefore = `
  select from notices n
   where n.conversation_id = :conversationId and n.only_for = 'staff' and n.text = :text
     and not exists (select from deliveries d
                       join messages m on m.id = d.message_id
                      where m.conversation_id = n.conversation_id and d.account_id = :accountId
                        and d.handed_over_at > n.at)`

const statement = `
  with told as (
    insert into deliveries (message_id, account_id, channel, address, state, reason, next_try_at)
    select m.id, p.account_id, 'email', a.email,
           case when a.email is null then 'suppressed' else 'waiting' end,
           case when a.email is null then 'no address' end,
           case when a.email is not null then now() end
      from messages m
      join participants p on p.conversation_id = m.conversation_id
      join accounts a on a.id = p.account_id
     where m.id = :messageId and p.account_id <> m.author_id and p.left_at is null and a.closed_at is null
       and (cast(:accountId as uuid) is null or p.account_id = :accountId)
    on conflict on constraint one_delivery_per_message_and_person do nothing
    returning id, message_id, account_id, address
  )
  select told.id as "deliveryId", told.account_id as "accountId", m.author_id as "authorId",
         a.first_name || ' ' || a.last_name as name, told.address,
         c.id as "conversationId", c.last_seq as "lastSeq"
    from told
    join accounts a on a.id = told.account_id
    join messages m on m.id = told.message_id
    join conversations c on c.id = m.conversation_id`
