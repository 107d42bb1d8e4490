/** Patients with conversations of their own, who can send something. */
import { randomUUID } from 'node:crypto'
import type { Client } from '../../../server/src/contract/client.ts'
import { ids } from '../data/people.ts'
import type { Scene } from '../Scene.ts'

export interface Sender {
  accountId: string
  name: string
  email: string
  conversationId: string
  /** How far the conversation is: whoever sends says what they have seen last. */
  lastSeq: number
}

/** Each of another patient who is signed in, with the member of staff who has the large inbox. */
export async function findSenders({ sql, signIn }: Scene, howMany: number, { from = 0 } = {}): Promise<Sender[]> {
  const found = await sql<Sender & Record<string, unknown>>(
    `select a.id as "accountId", a.first_name || ' ' || a.last_name as name, a.email, c.id as "conversationId",
            c.last_seq as "lastSeq"
       from (select account_id from memberships where group_id = $1 and role = 'patient'
              order by account_id offset $3 limit $4) as patients
       join accounts a on a.id = patients.account_id
      cross join lateral (
         select mine.conversation_id from participants mine
          where mine.account_id = a.id and mine.left_at is null and not mine.archived and (
            select true from participants theirs
             where theirs.conversation_id = mine.conversation_id and theirs.account_id = $2)
          order by mine.last_activity_at desc limit 1) as newest
       join conversations c on c.id = newest.conversation_id`,
    [ids.manyPatients, ids.manyConversations, from, howMany],
  )
  if (found.length < howMany) throw new Error(`Only ${found.length} patients can send something, and not ${howMany}`)
  await signIn(found.map(({ accountId }) => accountId))
  return found
}

/** The next message in their conversation. */
export async function send(client: Client, sender: Sender) {
  const text = `${randomUUID()} I weighed 71 kilograms this morning before breakfast. Is that too much?`
  const sent = await client.sendMessage({
    conversationId: sender.conversationId,
    id: randomUUID(),
    text,
    lastSeenSeq: sender.lastSeq,
  })
  sender.lastSeq = sent.seq
  return sent
}
