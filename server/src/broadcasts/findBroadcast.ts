import { rows } from '../db/rows.ts'
import type { Transaction } from '../db/connect.ts'
import { Problem } from '../errors.ts'
import type { Person } from '../accounts/contract.ts'
import type { BroadcastState, Replies } from './contract.ts'
import { ownMaking } from './ownMaking.ts'

/** What was right when the button was pressed and was right no more when its minute was over. */
export type HeldBack = 'author' | 'messaging' | 'approval'

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
  approvedById: string | null
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
  /** Who cannot approve: the author, and whom the author has made an admin lately. Nobody any more, once it has begun. */
  ownMaking: string[]
  /** The unit demands approval, or only the author, or somebody of their making, ended that within the last day. */
  needsApproval: boolean
  switchedOffLately: boolean
  heldBack: HeldBack | null
}

/** Of this very unit; anything else is as if it did not exist. `lock` keeps it as it is until the transaction ends. */
export async function findBroadcast(
  trx: Transaction,
  unitId: string,
  broadcastId: string,
  { lock = false } = {},
): Promise<BroadcastRow> {
  if (lock) await rows(trx, held, { unitId, broadcastId })
  const [found] = await rows<BroadcastRow>(trx, select, { unitId, broadcastId })
  if (!found) throw new Problem('notFound')
  return found
}

const held = 'select from broadcasts where id = :broadcastId and group_id = :unitId for no key update'

const personIn = (account: string, group: string) => `
  json_build_object('id', ${account}.id, 'name', ${account}.first_name || ' ' || ${account}.last_name,
    'kind', ${account}.kind, 'roleTitle', (
      select m.role_title from memberships m where m.account_id = ${account}.id
       order by m.group_id = ${group} desc, m.ended_at nulls first limit 1))`

const fullName = (id: string) => `(select first_name || ' ' || last_name from accounts where id = ${id})`

// Nobody gets around a second admin by a switch: it counts at once for what others write, for their own after a day.
const switchedOffLately = `exists (
  select from group_versions v
   cross join lateral (select settings from group_versions e
                        where e.group_id = v.group_id and e.version < v.version order by e.version desc limit 1) earlier
   where v.group_id = b.group_id and v.changed_by in (${ownMaking('b.author_id', 'b.group_id')}) and v.at > now() - interval '24 hours'
     and earlier.settings ->> 'broadcastsNeedApproval' = 'true' and v.settings ->> 'broadcastsNeedApproval' = 'false')`

// People are looked up for the one row that is found: joined, all accounts may be read in the order of their ids.
const select = `
  select b.id, b.group_id as "unitId", b.author_id as "authorId", 
         (select ${personIn('author', 'b.group_id')} from accounts author where author.id = b.author_id) as author,
         b.state, b.version, b.subject, b.text, b.replies, b.replier_ids as "replierIds",
         coalesce((select json_agg(${personIn('a', 'b.group_id')} order by a.last_name, a.first_name, a.id)
                     from accounts a where a.id = any(b.replier_ids)), '[]') as repliers,
         b.keep_until as "keepUntil", b.changed_at as "changedAt", ${fullName('b.approved_by')} as "approvedBy",
         b.approved_by as "approvedById",
         case when b.begun_at is null then array(${ownMaking('b.author_id', 'b.group_id')}) else '{}' end as "ownMaking",
         ${fullName('b.sent_back_by')} as "sentBackBy", b.sent_back_at as "sentBackAt",
         b.sent_back_reason as "sentBackReason", b.due_at as "dueAt",
         cast(ceil(extract(epoch from b.due_at - now())) as int) as "secondsUntilDue", b.begun_at as "begunAt",
         b.ended_at as "endedAt", b.patients, b.reached, b.gone,
         cast(extract(epoch from now() - b.going_since) as float8) as "secondsGoing", b.going_from as "goingFrom",
         g.broadcasts_need_approval or ${switchedOffLately} as "needsApproval",
         not g.broadcasts_need_approval and ${switchedOffLately} as "switchedOffLately", b.held_back as "heldBack"
    from broadcasts b
    join groups g on g.id = b.group_id
   where b.id = :broadcastId and b.group_id = :unitId`
