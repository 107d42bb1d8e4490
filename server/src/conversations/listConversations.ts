/**
 * A page of somebody's inbox. The participant rows are the inbox: a page is one range of the index on (account,
 * archived, last activity), whatever the number of conversations; what a line shows is looked up for its rows only.
 */
import type { AccountKind, Person } from '../accounts/contract.ts'
import { isId } from '../contract/words.ts'
import { plannedRows, rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { UnreachableReason } from '../patients/contract.ts'
import { unreachableBy } from '../patients/reachSql.ts'
import type { Counts, View } from './contract.ts'
import { countsSql } from './countsSql.ts'
import { searchCondition } from './searchCondition.ts'

export interface LineRow {
  id: string
  subject: string
  groupName: string
  /** As JSON has it, in microseconds. */
  lastActivityAt: string
  lastSeq: number
  unread: boolean
  archived: boolean
  lastMessage: { authorId: string; authorName: string; authorKind: AccountKind; excerpt: string }
  others: (Person & { dateOfBirth: string | null; unreachable: UnreachableReason | null })[]
  patientHasWritten: boolean
  staffHasRead: boolean
  /** The last activity in microseconds, for the cursor. */
  position: number
}

interface Page {
  view: View
  groupId?: string | undefined
  search?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Each view as the index ranges that it consists of. */
const ranges: Record<View, string[]> = {
  inbox: ['not p.archived'],
  unread: ['not p.archived and p.unread'],
  archived: ['p.archived'],
  all: ['not p.archived', 'p.archived'],
}

export async function listConversations(
  { actor, trx }: Scene,
  { view, groupId, search, cursor, limit }: Page,
): Promise<{ lines: LineRow[]; next: string | null; counts: Counts }> {
  const after = readCursor(cursor)
  const matches = await searchCondition(trx, actor.accountId, search)
  const range = (condition: string) => `
    (select p.* from participants p
      where p.account_id = :accountId and p.left_at is null and ${condition}
        ${groupId ? 'and p.group_id = :groupId' : ''}
        ${after ? `and (p.last_activity_at, p.conversation_id) < (timestamptz 'epoch' + :at * interval '1 microsecond', cast(:id as uuid))` : ''}
        and ${matches.sql}
      order by p.last_activity_at desc, p.conversation_id desc
      limit :limit)`
  // Which index finds a word or a group soonest depends on the word, and on the group.
  const ask = search || groupId ? rows : plannedRows
  const [found] = await ask<{ lines: LineRow[]; counts: Counts }>(
    trx,
    `with page as (
       select * from (${ranges[view].map(range).join(' union all ')}) as ranges
        order by last_activity_at desc, conversation_id desc
        limit :limit
     )
     select ${countsSql({ ofGroup: groupId !== undefined })} as counts,
            coalesce((select json_agg(line order by line.position desc, line.id desc) from (${line}) as line), '[]') as lines`,
    {
      accountId: actor.accountId,
      viewerKind: actor.kind,
      limit: limit + 1,
      ...matches.bindings,
      ...(groupId && { groupId }),
      ...(after && { at: after.at, id: after.id }),
    },
  )
  const lines = found!.lines.slice(0, limit)
  const last = lines.at(-1)
  return {
    lines,
    next: found!.lines.length > limit && last ? `${last.position} ${last.id}` : null,
    counts: found!.counts,
  }
}

const line = `
  select c.id, c.subject, g.name as "groupName", page.last_activity_at as "lastActivityAt", page.last_seq as "lastSeq",
         page.unread, page.archived, cast(extract(epoch from page.last_activity_at) * 1000000 as bigint) as position,
         last_message.shown as "lastMessage",
         people.others, people.staff_read >= page.last_seq as "staffHasRead",
         cast(:viewerKind as text) = 'patient' and exists (
           select from messages w where w.conversation_id = c.id and w.author_kind = 'patient') as "patientHasWritten"
    from page
    join conversations c on c.id = page.conversation_id
    join groups g on g.id = c.group_id
    cross join lateral (
      select json_build_object('authorId', m.author_id, 'authorName', m.author_name, 'authorKind', m.author_kind,
               'excerpt', left(m.text, 160)) as shown
        from messages m where m.conversation_id = c.id and m.seq = page.last_seq limit 1
    ) last_message
    cross join lateral (
      select coalesce(json_agg(json_build_object(
               'id', a.id, 'name', a.first_name || ' ' || a.last_name, 'kind', a.kind, 'dateOfBirth', a.date_of_birth,
               'unreachable', ${unreachableBy('a')},
               'roleTitle', (select role_title from memberships t where t.account_id = a.id
                              order by t.group_id = c.group_id desc, t.ended_at nulls first limit 1))
               order by p.account_kind, p.joined_at, a.last_name, a.id)
               filter (where p.account_id <> page.account_id
                 -- Whoever wrote a broadcast takes no part in it, but the patient has it from them.
                 and (p.left_at is null or (p.left_at = p.joined_at and page.account_kind = 'patient'))), '[]') as others,
             max(p.last_read_seq) filter (where p.account_kind = 'staff') as staff_read
        from participants p join accounts a on a.id = p.account_id
       where p.conversation_id = c.id
    ) people`

/** A cursor that was not made here starts from the beginning. */
function readCursor(text: string | undefined): { at: number; id: string } | undefined {
  const parts = /^(\d{1,16}) (\S+)$/.exec(text ?? '')
  return parts && isId(parts[2]) ? { at: Number(parts[1]), id: parts[2]! } : undefined
}
