import { keyOf } from '../accounts/secondFactor/sealing.ts'
import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import { api } from '../contract/index.ts'
import { route, type Route } from '../http/route.ts'
import { handOverDefaultContact, saveUnitSettings, switchMessaging } from './changeUnit.ts'
import { findAdministered, lockAdministered } from './findAdministered.ts'
import { invite } from './invite.ts'
import { listGroups } from './listGroups.ts'
import { listUnits } from './listUnits.ts'
import { resetSignIn, sendVerification } from './memberAccount.ts'
import { presentGroup, presentUnit } from './present.ts'
import { showUnit } from './showUnit.ts'

export function groupRoutes(config: Pick<Config, 'secretsKey'>): Route[] {
  return [
    route(api.listGroups, async (scene, page) => {
      const { groups, next } = await listGroups(scene, page)
      return { groups: groups.map(presentGroup), next }
    }),

    route(api.listUnits, (scene, page) => listUnits(scene, page)),

    route(api.showUnit, async (scene, { unitId }) => {
      await findAdministered(scene, unitId)
      await record(scene, 'unit.opened', { groupId: unitId })
      return presentUnit(await showUnit(scene, unitId))
    }),

    route(api.saveUnitSettings, async (scene, { unitId, version, ...settings }) => {
      // Otherwise nobody could do what is demanded.
      if (settings.demandsSecondFactor) keyOf(config)
      await saveUnitSettings(scene, await lockAdministered(scene, unitId), version, settings)
      return presentUnit(await showUnit(scene, unitId))
    }),

    route(api.switchMessaging, async (scene, { unitId, ...change }) => {
      await switchMessaging(scene, await lockAdministered(scene, unitId), change)
      return presentUnit(await showUnit(scene, unitId))
    }),

    route(api.handOverDefaultContact, async (scene, { unitId, ...people }) => {
      await handOverDefaultContact(scene, await lockAdministered(scene, unitId), people)
      return presentUnit(await showUnit(scene, unitId))
    }),

    route(api.sendVerification, async (scene, { unitId, accountId }) =>
      sendVerification(scene, await findAdministered(scene, unitId), accountId),
    ),

    route(api.resetSignIn, async (scene, { unitId, accountId }) =>
      resetSignIn(scene, await findAdministered(scene, unitId), accountId),
    ),

    route(api.invite, async (scene, { unitId, accountIds }) =>
      invite(scene, await findAdministered(scene, unitId), accountIds),
    ),
  ]
}
