import { record } from '../audit/record.ts'
import { api } from '../contract/index.ts'
import { route, type Route } from '../http/route.ts'
import type { Scene } from '../http/scene.ts'
import { handOverDefaultContact, saveUnitSettings, switchMessaging } from './changeUnit.ts'
import { Group } from './Group.ts'
import { listGroups } from './listGroups.ts'
import { listUnits } from './listUnits.ts'
import { resetSignIn, sendVerification } from './memberAccount.ts'
import { mustAdminister } from './policy.ts'
import { presentGroup, presentUnit } from './present.ts'
import { showUnit } from './showUnit.ts'

export function groupRoutes(): Route[] {
  return [
    route(api.listGroups, async (scene, page) => {
      const { groups, next } = await listGroups(scene, page)
      return { groups: groups.map(presentGroup), next }
    }),

    route(api.listUnits, (scene, page) => listUnits(scene, page)),

    route(api.showUnit, async (scene, { unitId }) => {
      await administered(scene, unitId)
      await record(scene, 'unit.opened', { groupId: unitId })
      return presentUnit(await showUnit(scene, unitId))
    }),

    route(api.saveUnitSettings, async (scene, { unitId, version, ...settings }) => {
      await saveUnitSettings(scene, await administered(scene, unitId), version, settings)
      return presentUnit(await showUnit(scene, unitId))
    }),

    route(api.switchMessaging, async (scene, { unitId, ...change }) => {
      await switchMessaging(scene, await administered(scene, unitId), change)
      return presentUnit(await showUnit(scene, unitId))
    }),

    route(api.handOverDefaultContact, async (scene, { unitId, ...people }) => {
      await handOverDefaultContact(scene, await administered(scene, unitId), people)
      return presentUnit(await showUnit(scene, unitId))
    }),

    route(api.sendVerification, async (scene, { unitId, accountId }) =>
      sendVerification(scene, await administered(scene, unitId), accountId),
    ),

    route(api.resetSignIn, async (scene, { unitId, accountId }) =>
      resetSignIn(scene, await administered(scene, unitId), accountId),
    ),
  ]
}

async function administered({ actor, trx }: Scene, unitId: string): Promise<Group> {
  return mustAdminister(actor, await Group.query(trx).findById(unitId))
}
