/**
 * Somebody who wants one e-mail a day gets it at the first message, and the next not before a day has passed. Text
 * messages come at most once an hour.
 */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { itemShows, readersOfItem } from '../news/readers.ts'

export interface Waiting {
  /** Messages that they have not read, of which they were or are to be told. */
  messages: number
  /** In how many conversations. */
  conversations: number
  /** One of them; null when there are no messages. */
  conversationId: string | null
  /** There is news besides. */
  news: boolean
  /** Deliveries that have to wait otherwise. */
  deliveryIds: string[]
}

export const turns = {
  email: { channel: 'email', pause: '1 day', reason: 'one a day' },
  text: { channel: 'text', pause: '1 hour', reason: 'one an hour' },
} as const

/** What the e-mail is to say; or until when it has to wait; or that everything is read already. */
export async function waitForTurn(
  trx: Transaction,
  deliveryId: string,
  accountId: string,
  turn: (typeof turns)[keyof typeof turns],
): Promise<Waiting | { until: Date } | 'nothing'> {
  // Of several that are due at once, one goes.
  await rows(trx, `select pg_advisory_xact_lock(hashtextextended(:reason || ' ' || cast(:accountId as text), 0))`, {
    ...{ accountId, reason: turn.reason },
  })
  const [busy] = await rows<{ until: Date }>(trx, whileBusy, { deliveryId, accountId, ...turn })
  if (busy) return busy
  const [waiting] = await rows<Waiting>(trx, unread, { deliveryId, accountId, channel: turn.channel })
  return waiting && (waiting.messages > 0 || waiting.news) ? waiting : 'nothing'
}

/**
 * The last was too short a time ago; or another is under way: being handed over now, or older than this one and failed for
 * now.
 */
const whileBusy = `
  with me as (select id, created_at from deliveries where id = :deliveryId), busy as (
    select max(d.handed_over_at) + cast(:pause as interval) as until from deliveries d
     where d.account_id = :accountId and d.channel = :channel and d.state in ('handed_over', 'bounced')
    union all
    select d.next_try_at + interval '1 second' from deliveries d, me
     where d.account_id = :accountId and d.channel = :channel and d.id <> me.id and d.state = 'failed_for_now' and d.next_try_at > now()
       and (d.reason = 'the attempt was cut off' or (d.created_at, d.id) < (me.created_at, me.id))
  )
  update deliveries set next_try_at = until, reason = case when state = 'waiting' then :reason else reason end
    from (select max(until) as until from busy) as last
   where id = :deliveryId and until > now()
  returning next_try_at as until`

/** Nobody notes who reads news: of that, whatever they were not told of yet. */
const unread = `
  select count(distinct m.id) as messages, count(distinct m.conversation_id) as conversations,
         (array_agg(m.conversation_id) filter (where m.id is not null))[1] as "conversationId",
         coalesce(bool_or(n.id is not null), false) as news,
         coalesce(array_agg(d.id) filter (where d.state in ('waiting', 'failed_for_now') and d.id <> :deliveryId), '{}')
           as "deliveryIds"
    from deliveries d
    join accounts a on a.id = d.account_id
    left join messages m on m.id = d.message_id
    left join participants p on p.conversation_id = m.conversation_id and p.account_id = d.account_id
    left join news_items n on n.id = d.news_id
   where d.account_id = :accountId and d.channel = :channel
     and ((p.left_at is null and m.seq > p.last_read_seq)
          or (n.id is not null and d.state in ('waiting', 'failed_for_now') and ${itemShows} and ${readersOfItem}))`

/** They were told of all of these by this one. */
export async function foldWaiting(trx: Transaction, deliveryId: string, { deliveryIds }: Waiting): Promise<void> {
  await rows(
    trx,
    `update deliveries
        set state = 'suppressed', reason = 'folded into another', folded_into = :deliveryId, address = null,
            next_try_at = null
      where id = any(cast(:deliveryIds as uuid[])) and state in ('waiting', 'failed_for_now')`,
    { deliveryId, deliveryIds },
  )
}
