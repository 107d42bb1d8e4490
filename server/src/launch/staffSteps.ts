/** What the staff list says about a unit's steps. */
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import type { Launch } from './contract.ts'

interface Staff {
  people: number
  withoutAddress: number
  bouncing: number
  joinedSince: number
  recipients: number
  withoutRoleTitle: number
  /** Recipients besides the actor, and those of them who have not been told. */
  others: number
  toTell: number
  checkedHow: 'said' | 'file' | null
  checkedBy: string | null
  checkedAt: Date | null
}

/** Who is on the staff list of `:groupId` now, as memberships `m` with accounts `a`. */
const onTheList = `
  from memberships m join accounts a on a.id = m.account_id
 where m.group_id = :groupId and m.role in ('staff', 'unit_admin') and m.ended_at is null and a.closed_at is null`

const isToTell = `
  m.receives and m.account_id <> :actorId
  and m.account_id not in (select p.account_id from launch_conversations l
                             join participants p on p.conversation_id = l.conversation_id
                            where l.group_id = :groupId)`

/**
 * The list was checked when somebody said so, or brought it from a file and applied that. Single changes are no check of
 * the whole, nor is a file that was undone.
 */
const lastCheck = `
  select how, at, by from (
    (select 'said' as how, at, checked_by as by from staff_list_checks
      where group_id = :groupId order by at desc limit 1)
    union all
    (select 'file', c.applied_at, c.created_by from changesets c
      where c.group_id = :groupId and c.list = 'staff' and c.source = 'csv' and c.state = 'applied'
        and not exists (select from changesets undoing where undoing.undoes = c.id and undoing.state = 'applied')
      order by c.applied_at desc limit 1)
  ) as checks order by at desc limit 1`

export async function countStaff({ trx, actor }: Scene, { id }: Pick<Group, 'id'>): Promise<Staff> {
  const [counted] = await rows<Staff>(
    trx,
    `with checked as (${lastCheck}), counted as (
       select count(*) as people,
              count(*) filter (where m.unreachable = 'none') as "withoutAddress",
              count(*) filter (where m.unreachable = 'bouncing') as bouncing,
              count(*) filter (where m.joined_at > (select at from checked)) as "joinedSince",
              count(*) filter (where m.receives) as recipients,
              count(*) filter (where m.receives and m.role_title is null) as "withoutRoleTitle",
              count(*) filter (where m.receives and m.account_id <> :actorId) as others,
              count(*) filter (where ${isToTell}) as "toTell"
         ${onTheList})
     select counted.*, checked.how as "checkedHow", checked.at as "checkedAt",
            by.first_name || ' ' || by.last_name as "checkedBy"
       from counted left join checked on true left join accounts by on by.id = checked.by`,
    { groupId: id, actorId: actor.accountId },
  )
  return counted!
}

/** By name. */
export async function listToTell({ trx, actor }: Scene, { id }: Pick<Group, 'id'>): Promise<string[]> {
  const found = await rows<{ id: string }>(
    trx,
    `select m.account_id as id ${onTheList} and ${isToTell} order by m.sort_name, m.account_id`,
    { groupId: id, actorId: actor.accountId },
  )
  return found.map((one) => one.id)
}

export function staffSteps(staff: Staff): Pick<Launch, 'staffList' | 'recipients'> {
  const { people, withoutAddress, bouncing, joinedSince, checkedHow, checkedBy, checkedAt } = staff
  const checked = checkedHow && checkedAt ? { how: checkedHow, by: checkedBy ?? '', at: checkedAt.toISOString() } : null
  const { recipients, withoutRoleTitle } = staff
  return {
    staffList: {
      done: people > 0 && checked !== null && joinedSince + withoutAddress + bouncing === 0,
      ...{ people, withoutAddress, bouncing, checked, joinedSince },
    },
    // One is a recipient by being the default messaging contact: where there are others, nobody has chosen yet.
    recipients: {
      done: recipients >= Math.max(1, Math.min(2, people)) && withoutRoleTitle === 0,
      people: recipients,
      withoutRoleTitle,
    },
  }
}
