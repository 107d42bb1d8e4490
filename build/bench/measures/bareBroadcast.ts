import { ids } from '../data/people.ts'
import type { Scene } from '../Scene.ts'

/** The same rows in the same tables, under the same constraints, as one statement. The draft itself stays a draft. */
export async function bareBroadcast({ sql }: Scene, { broadcastId }: { broadcastId: string }): Promise<void> {
  await sql(statement, [broadcastId, ids.manyPatients])
}

const statement = `
  with listed as (
    insert into broadcast_patients (broadcast_id, place, account_id)
    select $1, row_number() over (order by m.sort_name, m.account_id), m.account_id
      from memberships m join accounts a on a.id = m.account_id
     where m.group_id = $2 and m.role = 'patient' and m.ended_at is null and a.closed_at is null
    returning account_id, conversation_id
  ), broadcast as (
    select b.id, b.group_id, b.author_id, a.first_name || ' ' || a.last_name as author_name, b.subject, b.text
      from broadcasts b join accounts a on a.id = b.author_id where b.id = $1
  ), started as (
    insert into conversations (id, group_id, subject, last_seq, broadcast_id)
    select conversation_id, group_id, subject, 1, broadcast.id from listed, broadcast
  ), inboxes as (
    insert into participants (conversation_id, group_id, account_id, account_kind, joined_at, left_at, last_activity_at,
                              last_seq, last_read_seq)
    select conversation_id, group_id, account_id, 'patient', now(), cast(null as timestamptz), now(), 1, 0
      from listed, broadcast
    union all
    select conversation_id, group_id, author_id, 'staff', now(), now(), now(), 1, 1 from listed, broadcast
  ), sent as (
    insert into messages (id, conversation_id, seq, author_id, author_kind, author_name, author_role_title, text, sent_at)
    select gen_random_uuid(), conversation_id, 1, author_id, 'staff', author_name, 'Dietitian', text, now()
      from listed, broadcast
    returning id, conversation_id
  )
  insert into deliveries (message_id, account_id, channel, address, state, group_id, due_at, broadcast_id)
  select sent.id, a.id, 'email', a.email, 'waiting', broadcast.group_id, now(), broadcast.id
    from sent join listed using (conversation_id) join accounts a on a.id = listed.account_id, broadcast`
