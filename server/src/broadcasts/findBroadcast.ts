import { rows } from '../db/rows.ts'
import type { Transaction } from '../db/connect.ts'
import { Problem } from '../errors.ts'
import type { Person } from '../accounts/contract.ts'
import type { BroadcastState, Replies } from './contract.ts'

/** A broadcast with the names that it is shown with. */
export interface BroadcastRow {
  id: string
  unitId: string
  authorId: string
  author: Person
  state: BroadcastState
  version: number
  subject: string
  text: string
  replies: Replies['to']
  replierIds: string[]
  repliers: Person[]
  keepUntil: string | null
  changedAt: Date
  approvedBy: string | null
  sentBackBy: string | null
  sentBackAt: Date | null
  sentBackReason: string | null
  dueAt: Date | null
  secondsUntilDue: number | null
  begunAt: Date | null
  endedAt: Date | null
  patients: number
  reached: number
  gone: number
  secondsGoing: number | null
  goingFrom: number
  /** The unit demands approval. */
  needsApproval: boolean
}

/** Of this very unit; anything else is as if it did not exist. `lock` keeps it as it is until the transaction ends. */
export async function findBroadcast(
  trx: Transaction,
  unitId: string,
  broadcastId: string,
  { lock = false } = {},
): Promise<BroadcastRow> {
  if (lock) await rows(trx, 'select from broadcasts where id = :broadcastId for no key update', { broadcastId })
  const [found] = await rows<BroadcastRow>(trx, select, { unitId, broadcastId })
  if (!found) throw new Problem('notFound')
  return found
}

const personIn = (account: string, group: string) => `
  json_build_object('id', ${account}.id, 'name', ${account}.first_name || ' ' || ${account}.last_name,
    'kind', ${account}.kind, 'roleTitle', (
      select m.role_title from memberships m where m.account_id = ${account}.id
       order by m.group_id = ${group} desc, m.ended_at nulls first limit 1))`

const fullName = (id: string) => `(select first_name || ' ' || last_name from accounts where id = ${id})`

const select = `
  select b.id, b.group_id as "unitId", b.author_id as "authorId", ${personIn('author', 'b.group_id')} as author,
         b.state, b.version, b.subject, b.text, b.replies, b.replier_ids as "replierIds",
         coalesce((select json_agg(${personIn('a', 'b.group_id')} order by a.last_name, a.first_name, a.id)
                     from accounts a where a.id = any(b.replier_ids)), '[]') as repliers,
         b.keep_until as "keepUntil", b.changed_at as "changedAt", ${fullName('b.approved_by')} as "approvedBy",
         ${fullName('b.sent_back_by')} as "sentBackBy", b.sent_back_at as "sentBackAt",
         b.sent_back_reason as "sentBackReason", b.due_at as "dueAt",
         cast(ceil(extract(epoch from b.due_at - now())) as int) as "secondsUntilDue", b.begun_at as "begunAt",
         b.ended_at as "endedAt", b.patients, b.reached, b.gone,
         cast(extract(epoch from now() - b.going_since) as float8) as "secondsGoing", b.going_from as "goingFrom",
         g.broadcasts_need_approval as "needsApproval"
    from broadcasts b
    join groups g on g.id = b.group_id
    join accounts author on author.id = b.author_id
   where b.id = :broadcastId and b.group_id = :unitId`
