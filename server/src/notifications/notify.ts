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
  for (const { deliveryId, address, name, conversationId, lastSeq } of told) {
    if (address) await enqueue(trx, 'deliver', { deliveryId }, { key: deliverKey(deliveryId) })
    else await tellStaff(trx, { id: conversationId, lastSeq }, `${name} was not e-mailed: there is no e-mail address.`)
  }
  const [first] = told
  if (!first) return []
  const accountIds = [first.authorId, ...told.map((one) => one.accountId)]
  return [{ accountIds, conversationId: first.conversationId, messageId }]
}

/** One job per delivery at a time. */
export function deliverKey(deliveryId: string): string {
  return `deliver ${deliveryId}`
}

/** Somebody with a duty to know sees it where they work: the staff of the conversation, once and not every time (R6). */
export async function tellStaff(trx: Transaction, conversation: { id: string; lastSeq: number }, text: string) {
  const [latest] = await rows<{ text: string }>(
    trx,
    `select text from notices where conversation_id = :id and only_for = 'staff' order by at desc limit 1`,
    { id: conversation.id },
  )
  if (latest?.text !== text) await addNotice(trx, conversation, text, { onlyFor: 'staff' })
}

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
