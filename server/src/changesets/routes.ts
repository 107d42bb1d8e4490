import { record } from '../audit/record.ts'
import { api } from '../contract/index.ts'
import { findAdministered, lockAdministered } from '../groups/findAdministered.ts'
import { route, type Route } from '../http/route.ts'
import type { Scene } from '../http/scene.ts'
import { applyChangeset } from './apply.ts'
import type { ChangesetList } from './contract.ts'
import { exportErrors } from './exportErrors.ts'
import { presentChangeset, presentRow } from './present.ts'
import { previewChangeset } from './preview.ts'
import type { Sheet } from './Sheet.ts'
import { findChangeset, listApplied, listRows } from './store.ts'

/** The sheets belong to later rooms, so they are brought along. */
export function changesetRoutes(sheets: Record<ChangesetList, Sheet>): Route[] {
  return [
    route(api.previewChangeset, async (scene, { unitId, limit, ...wanted }) => {
      const unit = await findAdministered(scene, unitId)
      await previewChangeset(scene, sheets[wanted.list], unit, wanted)
      return show(scene, { unitId, changesetId: wanted.changesetId }, { limit })
    }),

    route(api.showChangeset, async (scene, { unitId, changesetId, ...page }) => {
      await findAdministered(scene, unitId)
      await record(scene, 'changeset.opened', { groupId: unitId, detail: { changesetId } })
      return show(scene, { unitId, changesetId }, page)
    }),

    route(api.applyChangeset, async (scene, { unitId, changesetId, ...wanted }) => {
      const unit = await lockAdministered(scene, unitId)
      const { list } = await find(scene, { unitId, changesetId })
      await applyChangeset(scene, sheets[list], unit, { changesetId, ...wanted })
      return presentChangeset(await find(scene, { unitId, changesetId }), scene.actor)
    }),

    route(api.listChangesets, async (scene, { unitId, ...page }) => {
      await findAdministered(scene, unitId)
      await record(scene, 'changesets.listed', { groupId: unitId })
      const { changesets, next } = await listApplied(scene.trx, { unitId, ...page })
      return { changesets: changesets.map((head) => presentChangeset(head, scene.actor)), next }
    }),

    route(api.exportErrors, async (scene, place) => {
      await findAdministered(scene, place.unitId)
      const head = await find(scene, place)
      return exportErrors(scene, sheets[head.list], head)
    }),
  ]
}

type Place = { unitId: string; changesetId: string }

function find({ actor, trx }: Scene, place: Place) {
  return findChangeset(trx, { ...place, accountId: actor.accountId })
}

async function show(scene: Scene, place: Place, page: Parameters<typeof listRows>[2]) {
  const changeset = presentChangeset(await find(scene, place), scene.actor)
  const { rows, next } = await listRows(scene.trx, place.changesetId, page)
  return { changeset, rows: rows.map(presentRow), next }
}
