import { whoCovers } from '../absences/whoCovers.ts'
import { record } from '../audit/record.ts'
import { api } from '../contract/index.ts'
import { Group } from '../groups/Group.ts'
import { mustAdminister } from '../groups/policy.ts'
import { route, type Route } from '../http/route.ts'
import type { Scene } from '../http/scene.ts'
import { exportStaff } from './exportStaff.ts'
import { listStaff } from './listStaff.ts'
import { presentMember } from './present.ts'
import { showLeaver } from './showLeaver.ts'

export function staffRoutes(): Route[] {
  return [
    route(api.listStaff, async (scene, { unitId, ...page }) => {
      const unit = await administered(scene, unitId)
      const { staff, next } = await listStaff(scene, unit.id, page)
      await record(scene, 'staff.listed', { groupId: unitId })
      const away = await whoCovers(
        scene.trx,
        staff.filter(({ absence }) => absence?.now).map(({ membershipId }) => membershipId),
      )
      return { staff: staff.map((row) => presentMember(row, scene.actor, away.get(row.membershipId))), next }
    }),

    route(api.exportStaff, async (scene, { unitId, ...shown }) =>
      exportStaff(scene, await administered(scene, unitId), shown),
    ),

    route(api.showLeaver, async (scene, { unitId, accountId }) => {
      const leaver = await showLeaver(scene, await administered(scene, unitId), accountId)
      await record(scene, 'leaver.opened', { groupId: unitId, detail: { accountId } })
      return leaver
    }),
  ]
}

async function administered({ actor, trx }: Scene, unitId: string): Promise<Group> {
  return mustAdminister(actor, await Group.query(trx).findById(unitId))
}
