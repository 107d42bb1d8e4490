import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import { api } from '../contract/index.ts'
import { findAdministered } from '../groups/findAdministered.ts'
import { route, type Route } from '../http/route.ts'
import { deliveryFigures } from './deliveryFigures.ts'
import { listFailedDeliveries } from './listFailedDeliveries.ts'
import { listNotEmailed } from './listNotEmailed.ts'

export function notificationRoutes({ notify }: Pick<Config, 'notify'>): Route[] {
  const house = { texts: Boolean(notify?.textTemplateId) }
  return [
    route(api.showDeliveryFigures, async (scene, { unitId }) => {
      const unit = await findAdministered(scene, unitId)
      await record(scene, 'delivery_figures.opened', { groupId: unit.id })
      return deliveryFigures(scene, unit.id)
    }),

    route(api.listFailedDeliveries, async (scene, { unitId, ...page }) => {
      const unit = await findAdministered(scene, unitId)
      await record(scene, 'failed_deliveries.listed', { groupId: unit.id })
      return listFailedDeliveries(scene, unit.id, { ...page, ...house })
    }),

    route(api.listNotEmailed, async (scene, { unitId, ...page }) => {
      const unit = await findAdministered(scene, unitId)
      await record(scene, 'not_emailed.listed', { groupId: unit.id })
      return listNotEmailed(scene, unit.id, { ...page, ...house })
    }),
  ]
}
