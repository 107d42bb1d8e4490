import { record } from '../audit/record.ts'
import { api } from '../contract/index.ts'
import { findAdministered } from '../groups/findAdministered.ts'
import { route, type Route } from '../http/route.ts'
import { deliveryFigures } from './deliveryFigures.ts'
import { listFailedDeliveries } from './listFailedDeliveries.ts'

export function notificationRoutes(): Route[] {
  return [
    route(api.showDeliveryFigures, async (scene, { unitId }) => {
      const unit = await findAdministered(scene, unitId)
      await record(scene, 'delivery_figures.opened', { groupId: unit.id })
      return deliveryFigures(scene, unit.id)
    }),

    route(api.listFailedDeliveries, async (scene, { unitId, ...page }) => {
      const unit = await findAdministered(scene, unitId)
      await record(scene, 'failed_deliveries.listed', { groupId: unit.id })
      return listFailedDeliveries(scene, unit.id, page)
    }),
  ]
}
