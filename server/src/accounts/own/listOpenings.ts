/** Who has opened a patient's conversations within a year: from the audit trail, whether they took part or not. */
import { isId } from '../../contract/words.ts'
import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'
import type { Opening } from './contract.ts'

interface Page {
  cursor?: string | undefined
  limit: number
}

interface Row extends Omit<Opening, 'lastAt'> {
  lastAt: Date
  position: number
}

export async function listOpenings(
  { actor, trx }: Scene,
  { cursor, limit }: Page,
): Promise<{ openings: Opening[]; next: string | null }> {
  const after = readCursor(cursor)
  const found = await rows<Row>(trx, select(after !== undefined), {
    accountId: actor.accountId,
    limit: limit + 1,
    ...after,
  })
  const openings = found.slice(0, limit)
  const last = openings.at(-1)
  return {
    openings: openings.map(({ lastAt, position: _, ...opening }) => ({ ...opening, lastAt: lastAt.toISOString() })),
    next: found.length > limit && last ? `${last.position} ${last.accountId}` : null,
  }
}

/** A cursor that was not made here starts from the beginning. */
function readCursor(text: string | undefined): { at: number; id: string } | undefined {
  const parts = /^(\d{1,16}) (\S+)$/.exec(text ?? '')
  return parts && isId(parts[2]) ? { at: Number(parts[1]), id: parts[2]! } : undefined
}

/** The role title is the one that they have, or had last, in the group of the conversation. */
const select = (fromCursor: boolean) => `
  with folded as (
    select o.account_id, cast(o.at at time zone 'Europe/London' as date) as day, max(o.at) as last_at,
           count(distinct o.conversation_id) as conversations,
           (array_agg(p.group_id order by o.at desc))[1] as group_id
      from participants p
      join audit o on o.conversation_id = p.conversation_id and o.action = 'conversation.opened'
                   and o.at > now() - interval '1 year'
      join accounts a on a.id = o.account_id and a.kind = 'staff'
     where p.account_id = :accountId and p.left_at is null and o.account_id <> :accountId
     group by o.account_id, day
  )
  select f.account_id as "accountId", a.first_name || ' ' || a.last_name as name, f.day, f.last_at as "lastAt",
         f.conversations, cast(extract(epoch from f.last_at) * 1000000 as bigint) as position,
         (select m.role_title from memberships m where m.account_id = f.account_id
           order by m.group_id = f.group_id desc, m.ended_at nulls first limit 1) as "roleTitle"
    from folded f join accounts a on a.id = f.account_id
   ${fromCursor ? `where (f.last_at, f.account_id) < (timestamptz 'epoch' + :at * interval '1 microsecond', cast(:id as uuid))` : ''}
   order by f.last_at desc, f.account_id desc
   limit :limit`
