/** Everybody who is to be told of a message is, in the database and at the mail server. */
import { rows } from '../../../server/src/db/rows.ts'
import type { Checking } from './Checking.ts'

interface Delivery {
  id: string
  messageId: string
  conversationId: string | null
  /** Where it goes or went; the person's own, once nothing is sent any more. */
  address: string | null
  state: string
  nextTryAt: Date | null
}

export async function checkDeliveries({ house, story }: Checking): Promise<void> {
  const lost = await rows<{ conversationId: string; messageId: string; accountId: string }>(house.db, notTold)
  for (const { conversationId, messageId, accountId } of lost)
    story.broken('everybody is told', `nobody was told to tell ${accountId} of message ${messageId}`, [conversationId])

  const deliveries = await rows<Delivery>(
    house.db,
    `select d.id, d.message_id as "messageId", m.conversation_id as "conversationId",
            coalesce(d.address, a.email) as address, d.state,
            d.next_try_at as "nextTryAt"
       from deliveries d join accounts a on a.id = d.account_id left join messages m on m.id = d.message_id
      where d.channel = 'email'`,
  )
  const byId = new Map(deliveries.map((one) => [one.id, one]))
  const mails = Map.groupBy(house.mails(), ({ messageId }) => messageId)
  const delivered = new Set<string>()
  for (const [messageId, copies] of mails) {
    const delivery = byId.get(/^<([^@]+)@/.exec(messageId)?.[1] ?? '')
    const about = aboutOf(delivery?.conversationId)
    if (!delivery) story.broken('one Message-ID a delivery', `a mail came as ${messageId}, which no delivery is`, about)
    else delivered.add(delivery.id)
    for (const { to } of copies) {
      if (to.length !== 1) story.broken('one recipient a mail', `${messageId} went to ${to.length} addresses`, about)
      if (delivery && to[0] !== delivery.address)
        story.broken('one recipient a mail', `${messageId} went to ${to[0]}, not ${delivery.address}`, about)
    }
    story.count('mails', copies.length)
    story.count('mails that are repeats', copies.length - 1)
  }
  // The address to which a mail comes back is the delivery's own.
  for (const [from, copies] of Map.groupBy([...mails.values()].flat(), ({ from }) => from)) {
    if (new Set(copies.map(({ messageId }) => messageId)).size > 1)
      story.broken('one Message-ID a delivery', `${from} has mails under two Message-IDs`, [])
  }
  for (const { id, state, conversationId, nextTryAt } of deliveries) {
    story.count(`deliveries: ${state}`)
    if (state === 'handed_over' && !delivered.has(id))
      story.broken('deliveries are accounted for', `${id} is handed over, and no mail came`, aboutOf(conversationId))
    if (['waiting', 'failed_for_now'].includes(state) && (!nextTryAt || nextTryAt < new Date()))
      story.broken('deliveries are accounted for', `${id} is ${state}, and nobody tries`, aboutOf(conversationId))
  }
  const givenUp = await rows<{ task: string; error: string }>(
    house.db,
    `select task_identifier as task, last_error as error from graphile_worker.jobs
      where attempts >= max_attempts`,
  )
  for (const { task, error } of givenUp) story.broken('no job gives up', `${task}: ${error}`, [])
}

const aboutOf = (conversationId: string | null | undefined) => (conversationId ? [conversationId] : [])

// Whoever takes part since before the message, and did not write it.
const notTold = `
  select m.conversation_id as "conversationId", m.id as "messageId", p.account_id as "accountId"
    from messages m
    join participants p on p.conversation_id = m.conversation_id and p.left_at is null and p.account_id <> m.author_id
                       and p.joined_at <= m.sent_at
   where not exists (select from deliveries d
                      where d.message_id = m.id and d.account_id = p.account_id and d.channel = 'email')`
