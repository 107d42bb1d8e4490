import type { Person } from '../accounts/contract.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import { asTheyAreNow } from '../groups/findAdministered.ts'
import { Group } from '../groups/Group.ts'
import { canAdminister, mustAdminister } from '../groups/policy.ts'
import type { Actor, Scene } from '../http/scene.ts'

/** A member of staff in one group, whose absences the actor may set. */
export interface Absent {
  membershipId: string
  accountId: string
  unit: Group
  person: Person
}

/** Oneself where one works, and the staff of the units that one administers. */
export function canSetAbsence(actor: Actor, unit: Pick<Group, 'id' | 'kind' | 'specialtyId'>, accountId: string) {
  return (actor.accountId === accountId && worksIn(actor, unit.id)) || canAdminister(actor, unit)
}

const worksIn = (actor: Actor, groupId: string) => actor.memberships.some((one) => one.groupId === groupId)

/** Whoever is none of the unit's staff is not there; a colleague's absences are not one's own to set. */
export async function findAbsent(scene: Scene, unitId: string, accountId: string): Promise<Absent> {
  const { actor, trx } = scene
  const unit = await Group.query(trx).findById(unitId)
  if (!unit || !canSetAbsence(actor, unit, accountId)) mustAdminister(actor, unit)
  const [found] = await rows<Person & { membershipId: string }>(
    trx,
    `select m.id as "membershipId", a.id, a.kind, a.first_name || ' ' || a.last_name as name, m.role_title as "roleTitle"
       from memberships m join accounts a on a.id = m.account_id
      where m.group_id = :unitId and m.account_id = :accountId and m.ended_at is null and a.closed_at is null
        and m.role in ('staff', 'unit_admin', 'support')`,
    { unitId, accountId },
  )
  if (!unit || !found) throw new Problem('notFound')
  const { membershipId, ...person } = found
  return { membershipId, accountId, unit, person }
}

export async function findAbsentIn(scene: Scene, unitIds: string[], accountId: string): Promise<Absent[]> {
  const found: Absent[] = []
  for (const unitId of unitIds) found.push(await findAbsent(scene, unitId, accountId))
  return found
}

/** How long one waits for somebody who changes the same unit. */
const patience = '5s'

/**
 * The same in several units, to change something: changes of a unit's absences go one after the other, so that no two of them
 * together make a circle or overlap. Everybody locks in this order: groups, accounts, memberships.
 */
export async function lockAbsent(scene: Scene, unitIds: string[], accountId: string): Promise<Absent[]> {
  const { trx } = scene
  await findAbsentIn(scene, unitIds, accountId)
  await trx.raw(`set local lock_timeout = '${patience}'`)
  await rows(trx, 'select from groups where id = any(:unitIds) order by id for no key update', { unitIds })
  await rows(
    trx,
    `select from memberships where account_id = :accountId and group_id = any(:unitIds) and ended_at is null
      order by id for share`,
    { unitIds, accountId },
  )
  return findAbsentIn(await asTheyAreNow(scene), unitIds, accountId)
}
