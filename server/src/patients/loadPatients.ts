import type { Person } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import type { PatientRow } from './listPatients.ts'
import { cellsOf } from './patientCells.ts'

/** These patients of the unit as they are now, but for what nobody changes; with `gone`, also those who have left it. */
export async function loadPatients(
  { trx }: Scene,
  unit: Group,
  accountIds: string[],
  { gone }: { gone: boolean },
): Promise<Person[]> {
  if (accountIds.length === 0) return []
  const found = await rows<Omit<PatientRow, 'memberships' | 'hasPassword' | 'lastSignInAt'> & { gone: boolean }>(
    trx,
    `select a.id, a.first_name as "firstName", a.last_name as "lastName", a.username, a.date_of_birth as "dateOfBirth",
            a.nhs_number as "nhsNumber", a.email, a.email_verified_at is not null as "emailVerified",
            a.email_bouncing_at is not null as "emailBouncing", a.telephone,
            not m.is_current or a.closed_at is not null as gone
       from (select account_id, bool_or(ended_at is null) as is_current from memberships
              where group_id = :unitId and account_id = any(:accountIds) and role = 'patient'
              group by account_id) m
       join accounts a on a.id = m.account_id
      where :gone or (m.is_current and a.closed_at is null)`,
    { unitId: unit.id, accountIds, gone },
  )
  return found.map((row) => ({ accountId: row.id, cells: cellsOf({ ...row, lastSignInAt: null }) }))
}

/** Everybody who makes accounts by a changeset waits here for each other; then the people, then their memberships. */
export async function lockPatients({ trx }: Scene, _unit: Group, accountIds: string[]): Promise<void> {
  await rows(trx, 'select from accounts where id = any(:accountIds) order by id for no key update', { accountIds })
  await rows(trx, 'select from memberships where account_id = any(:accountIds) order by id for no key update', {
    accountIds,
  })
}
