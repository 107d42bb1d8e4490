import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import { api } from '../contract/index.ts'
import { findAdministered, lockAdministered } from '../groups/findAdministered.ts'
import { route, type Route } from '../http/route.ts'
import { findStaffListRight } from './findStaffListRight.ts'
import { launchMessage } from './launchMessage.ts'
import { showLaunch } from './showLaunch.ts'
import { tellStaff } from './tellStaff.ts'

export function launchRoutes({ publicUrl }: Pick<Config, 'publicUrl'>): Route[] {
  return [
    route(api.showLaunch, async (scene, { unitId }) => {
      const unit = await findAdministered(scene, unitId)
      await record(scene, 'launch.opened', { groupId: unitId })
      return showLaunch(scene, unit)
    }),

    route(api.findStaffListRight, async (scene, { unitId, people }) => {
      const unit = await lockAdministered(scene, unitId)
      await findStaffListRight(scene, unit, people)
      return showLaunch(scene, unit)
    }),

    route(api.showLaunchMessage, async (scene, { unitId }) =>
      launchMessage(scene, await findAdministered(scene, unitId), publicUrl),
    ),

    route(api.tellStaff, async (scene, { unitId, ...telling }) => {
      const unit = await lockAdministered(scene, unitId)
      const told = await tellStaff(scene, unit, telling)
      return { launch: await showLaunch(scene, unit), ...told }
    }),
  ]
}
