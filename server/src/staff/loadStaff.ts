import type { Person } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'

/** Members of the unit's staff as texts, column by column; with `gone`, also those who have left it or were closed. */
export async function loadStaff(
  { trx }: Pick<Scene, 'trx'>,
  unit: Pick<Group, 'id'>,
  accountIds: string[],
  { gone }: { gone: boolean },
): Promise<Person[]> {
  return rows<Person>(
    trx,
    `select distinct on (a.id) a.id as "accountId", json_build_object(
              'username', a.username, 'firstName', a.first_name, 'lastName', a.last_name,
              'roleTitle', coalesce(m.role_title, ''), 'email', coalesce(a.email, ''),
              'isRecipient', case when m.is_recipient then 'yes' else 'no' end,
              'isDefaultContact', case when g.default_contact_id = m.id then 'yes' else 'no' end,
              'role', case m.role when 'unit_admin' then 'unit admin' else 'staff' end,
              'close', case when a.closed_at is not null then 'altogether'
                            when m.ended_at is not null then 'this unit' else '' end) as cells
       from memberships m
       join accounts a on a.id = m.account_id
       join groups g on g.id = m.group_id
      where m.group_id = :unitId and m.account_id = any(:accountIds) and m.role in ('staff', 'unit_admin')
        ${gone ? '' : 'and m.ended_at is null and a.closed_at is null'}
      order by a.id, m.ended_at desc nulls first`,
    { unitId: unit.id, accountIds },
  )
}

/** First the accounts, then all their memberships, each in the order of their ids: as everybody locks them. */
export async function lockStaff({ trx }: Pick<Scene, 'trx'>, _: unknown, accountIds: string[]): Promise<void> {
  const bindings = { accountIds }
  await rows(trx, 'select from accounts where id = any(:accountIds) order by id for no key update', bindings)
  await rows(trx, 'select from memberships where account_id = any(:accountIds) order by id for no key update', bindings)
}
