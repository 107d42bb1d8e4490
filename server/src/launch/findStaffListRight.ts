import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { countStaff } from './staffSteps.ts'

/**
 * An admin has looked through the staff list and finds it right. That holds until somebody joins the list, in whatever
 * way: the list that was looked through was another one then. Who leaves does not make it wrong, and a changed name or
 * role title has been looked at before it was applied. The unit must be locked.
 */
export async function findStaffListRight(scene: Scene, unit: Group, people: number): Promise<void> {
  if ((await countStaff(scene, unit)).people !== people) throw new Problem('changedMeanwhile')
  await rows(
    scene.trx,
    'insert into staff_list_checks (group_id, checked_by, people) values (:groupId, :accountId, :people)',
    { groupId: unit.id, accountId: scene.actor.accountId, people },
  )
  await record(scene, 'launch.staff_list_found_right', { groupId: unit.id, detail: { people } })
}
