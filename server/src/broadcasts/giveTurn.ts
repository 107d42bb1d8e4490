import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'

/** Places in the list: after `from`, up to `to`. */
export interface Stretch {
  broadcastId: string
  from: number
  to: number
}

/**
 * Patients at these places get their conversation: the message in it, the line in their inbox, and the author as
 * somebody who wrote it and takes no part, so that no inbox of staff fills. Whoever has left the unit by now, or whose
 * account is closed, gets none. Returns who has theirs.
 */
export async function giveTurn(trx: Transaction, { broadcastId, from, to }: Stretch): Promise<string[]> {
  const given = await rows<{ accountId: string }>(trx, statement, { broadcastId, from, to })
  return given.map(({ accountId }) => accountId)
}

// One instant for both ends of the author's part in it: they never had it in their inbox.
const statement = `
  with broadcast as materialized (
    select id, group_id, author_id, author_name, author_role_title,
           btrim(subject) as subject, btrim(text, E' \\t\\n') as text
      from broadcasts where id = :broadcastId
  ), turn as materialized (
    select p.conversation_id, p.account_id, broadcast.group_id
      from broadcast
      join broadcast_patients p on p.broadcast_id = broadcast.id and p.place > :from and p.place <= :to
      join memberships m on m.account_id = p.account_id and m.group_id = broadcast.group_id and m.ended_at is null
      join accounts a on a.id = p.account_id and a.closed_at is null
     where m.role = 'patient'
  ), started as (
    insert into conversations (id, group_id, subject, last_seq, broadcast_id)
    select turn.conversation_id, turn.group_id, subject, 1, id from turn, broadcast
  ), inboxes as (
    insert into participants (conversation_id, group_id, account_id, account_kind, joined_at, left_at, last_activity_at,
                              last_seq, last_read_seq)
    select conversation_id, group_id, account_id, 'patient', now(), cast(null as timestamptz), now(), 1, 0 from turn
    union all
    select turn.conversation_id, turn.group_id, author_id, 'staff', now(), now(), now(), 1, 1 from turn, broadcast
  ), sent as (
    insert into messages (id, conversation_id, seq, author_id, author_kind, author_name, author_role_title, text, sent_at)
    select gen_random_uuid(), turn.conversation_id, 1, author_id, 'staff', author_name, author_role_title, text, now()
      from turn, broadcast
  )
  select account_id as "accountId" from turn`
