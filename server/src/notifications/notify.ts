/** From a message to its deliveries: who is to be told that something waits for them. */
import { addNotice } from '../conversations/addNotice.ts'
import type { Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'
import type { Delivery } from './Delivery.ts'

/** Messages to one person in one conversation within so long are one burst, and get one e-mail or text message. */
const burst = '5 minutes'

interface Told {
  deliveryId: string
  state: Delivery['state']
  reason: string | null
  accountId: string
  authorId: string
  name: string
  kind: 'patient' | 'staff'
  conversationId: string
  lastSeq: number
}

/**
 * Makes a delivery for every other participant of a message's conversation, or only for `accountId` (who may have
 * written it themselves, to try out how it comes); and, when there are text messages, another for who asked for them.
 * Doing it again makes none twice. Returns what to tell the live streams.
 */
export async function notify(
  trx: Transaction,
  { messageId, accountId, texts = false }: { messageId: string; accountId?: string; texts?: boolean },
): Promise<Announcement[]> {
  // Two messages of one burst must not both be the first.
  await rows(trx, `select ${lockOf('conversation_id')} from messages where id = :messageId`, { messageId })
  const told = await rows<Told>(trx, statement, { messageId, accountId: accountId ?? null, texts, burst })
  const [first] = told
  if (!first) return []
  const accountIds = [...new Set([first.authorId, ...told.map((one) => one.accountId)])]
  const announcements: Announcement[] = [{ accountIds, conversationId: first.conversationId, messageId }]
  for (const one of told) {
    const { deliveryId, state, reason, name, kind } = one
    if (state === 'waiting') await enqueue(trx, 'deliver', { deliveryId }, { key: deliverKey(deliveryId) })
    else if (reason === 'no address') announcements.push(...(await tellStaff(trx, one, hasNoAddress(name))))
    else if (reason === 'not wanted' && kind === 'patient')
      announcements.push(...(await tellStaff(trx, one, wantsNone(name))))
  }
  return announcements
}

export function hasNoAddress(name: string): string {
  return `${name} was not e-mailed: there is no e-mail address.`
}

/** What a patient has chosen is their affair; that they hear of nothing until they sign in is the sender's. */
export function wantsNone(name: string): string {
  return `${name} was not e-mailed: they asked for no e-mails.`
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
  await rows(trx, `select ${lockOf('cast(:conversationId as text)')}`, { conversationId })
  const said = await rows(trx, saidBefore, { conversationId, accountId, text })
  if (said.length > 0) return []
  await addNotice(trx, { id: conversationId, lastSeq }, text, { onlyFor: 'staff', notEmailed: accountId })
  const staff = await rows<{ accountId: string }>(
    trx,
    `select account_id as "accountId" from participants
      where conversation_id = :conversationId and account_kind = 'staff' and left_at is null`,
    { conversationId },
  )
  return [{ accountIds: staff.map((one) => one.accountId), conversationId }]
}

/** Until the end of the transaction, nobody else makes deliveries or tells the staff in this conversation. */
function lockOf(conversationId: string): string {
  return `pg_advisory_xact_lock(hashtextextended('notices ' || ${conversationId}, 0))`
}

const saidBefore = `
  select from notices n
   where n.conversation_id = :conversationId and n.only_for = 'staff' and n.text = :text
     and not exists (select from deliveries d
                       join messages m on m.id = d.message_id
                      where m.conversation_id = n.conversation_id and d.account_id = :accountId and d.channel = 'email'
                        and d.state = 'handed_over' and d.handed_over_at > n.at)`

/**
 * A message of a burst is folded into the one that leads it, whose e-mail may still be on its way. Who has read that one
 * already needs another e-mail, or would not know of this.
 */
const statement = `
  with told_of as (
    select m.id as message_id, m.conversation_id, m.sent_at, p.account_id, p.last_read_seq, a.email, a.email_wish,
           a.text_number, a.text_proved_at, a.text_failing_at
      from messages m
      join participants p on p.conversation_id = m.conversation_id
      join accounts a on a.id = p.account_id
     where m.id = :messageId and (p.account_id <> m.author_id or p.account_id = :accountId) and p.left_at is null and a.closed_at is null
       and (cast(:accountId as uuid) is null or p.account_id = :accountId)
  ), wanted as (
    select t.*, by.*
      from told_of t
     cross join lateral (
        select 'email' as channel, t.email as address, t.email_wish = 'each' as folds,
               case when t.email is null then 'no address' when t.email_wish = 'none' then 'not wanted' end as not_sent
        union all
        select 'text', t.text_number, true, case when t.text_failing_at is not null then 'texts do not arrive' end
         where cast(:texts as boolean) and t.text_proved_at is not null
      ) by
  ), told as (
    insert into deliveries (message_id, account_id, channel, address, state, reason, next_try_at, folded_into)
    select w.message_id, w.account_id, w.channel,
           case when why.reason is null then w.address end,
           case when why.reason is null then 'waiting' else 'suppressed' end,
           why.reason,
           case when why.reason is null then now() end,
           case when why.reason = 'folded into another' then lead.id end
      from wanted w
      left join lateral (
        select d.id from messages near
          join deliveries d on d.message_id = near.id and d.account_id = w.account_id and d.channel = w.channel
         where near.conversation_id = w.conversation_id and near.id <> w.message_id and near.seq > w.last_read_seq
           and near.sent_at between w.sent_at - cast(:burst as interval) and w.sent_at + cast(:burst as interval)
           and d.state in ('waiting', 'failed_for_now', 'handed_over')
           -- What stands in the line of a broadcast may take hours.
           and not (d.state = 'waiting' and d.next_try_at is null)
         order by near.seq limit 1
      ) lead on w.folds
     cross join lateral (
        select coalesce(w.not_sent, case when lead.id is not null then 'folded into another' end) as reason
      ) why
    on conflict on constraint one_delivery_per_message_and_person do nothing
    returning id, message_id, account_id, state, reason
  )
  select told.id as "deliveryId", told.account_id as "accountId", told.state, told.reason, m.author_id as "authorId",
         a.first_name || ' ' || a.last_name as name, a.kind, c.id as "conversationId", c.last_seq as "lastSeq"
    from told
    join accounts a on a.id = told.account_id
    join messages m on m.id = told.message_id
    join conversations c on c.id = m.conversation_id`
