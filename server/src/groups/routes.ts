import { api } from '../contract/index.ts'
import { route, type Route } from '../http/route.ts'
import { listGroups } from './listGroups.ts'
import { presentGroup } from './present.ts'

export function groupRoutes(): Route[] {
  return [
    route(api.listGroups, async (scene, page) => {
      const { groups, next } = await listGroups(scene, page)
      return { groups: groups.map(presentGroup), next }
    }),
  ]
}
