import { isId } from '../contract/words.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { Person } from '../accounts/contract.ts'
import type { BroadcastLine, BroadcastState } from './contract.ts'

interface LineRow {
  id: string
  state: BroadcastState
  subject: string
  author: Person
  changedAt: Date
  begunAt: Date | null
  patients: number
  conversations: number
  keepUntil: string | null
  sentBack: boolean
  position: number
}

/** What was changed last first. */
export async function listBroadcasts(
  { trx, actor }: Scene,
  unitId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ broadcasts: BroadcastLine[]; next: string | null }> {
  const after = readCursor(cursor)
  const found = await rows<LineRow>(
    trx,
    `select b.id, b.state, b.subject, b.changed_at as "changedAt", b.begun_at as "begunAt", b.patients,
            b.reached - b.gone as conversations, b.keep_until as "keepUntil",
            b.state = 'draft' and b.sent_back_at is not null as "sentBack",
            cast(extract(epoch from b.changed_at) * 1000000 as bigint) as position,
            json_build_object('id', a.id, 'name', a.first_name || ' ' || a.last_name, 'kind', a.kind, 'roleTitle', (
              select m.role_title from memberships m where m.account_id = a.id
               order by m.group_id = b.group_id desc, m.ended_at nulls first limit 1)) as author
       from broadcasts b join accounts a on a.id = b.author_id
      where b.group_id = :unitId
        ${after ? `and (b.changed_at, b.id) < (timestamptz 'epoch' + :at * interval '1 microsecond', cast(:id as uuid))` : ''}
      order by b.changed_at desc, b.id desc limit :limit`,
    { unitId, limit: limit + 1, ...after },
  )
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    broadcasts: page.map((row) => ({
      ...row,
      mine: row.author.id === actor.accountId,
      changedAt: row.changedAt.toISOString(),
      begunAt: row.begunAt?.toISOString() ?? null,
    })),
    next: found.length > limit && last ? `${last.position} ${last.id}` : null,
  }
}

/** A cursor that was not made here starts from the beginning. */
function readCursor(text: string | undefined): { at: number; id: string } | undefined {
  const parts = /^(\d{1,16}) (\S+)$/.exec(text ?? '')
  return parts && isId(parts[2]) ? { at: Number(parts[1]), id: parts[2]! } : undefined
}
