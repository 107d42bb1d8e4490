import { record } from '../audit/record.ts'
import { api } from '../contract/index.ts'
import { Problem } from '../errors.ts'
import { route, type Route } from '../http/route.ts'
import type { Scene } from '../http/scene.ts'
import type { Wanted } from './checkAbsence.ts'
import { findAbsent, findAbsentIn, lockAbsent, type Absent } from './findAbsent.ts'
import { listCovers } from './listCovers.ts'
import { presentSpells } from './present.ts'
import { allRight, changeAbsence, endAbsence, setAbsence } from './setAbsence.ts'
import { showAbsences } from './showAbsences.ts'
import { whoWouldCover } from './whoCovers.ts'

export function absenceRoutes(): Route[] {
  return [
    route(api.showAbsences, async (scene, { unitId, accountId }) => {
      const absent = await findAbsent(scene, unitId, accountId)
      // Everybody's own is on their screen all day, and nobody's business.
      if (accountId !== scene.actor.accountId)
        await record(scene, 'absences.opened', { groupId: unitId, detail: { accountId } })
      return showAbsences(scene, absent)
    }),

    route(api.listCovers, async (scene, { unitId, accountId, ...page }) =>
      listCovers(scene, await findAbsent(scene, unitId, accountId), page),
    ),

    route(api.previewAbsence, async (scene, { absenceId = null, ...asked }) => {
      const find = (unitIds: string[]) => findAbsentIn(scene, unitIds, asked.accountId)
      const right = await allRight(scene, await inUnits(asked, find), absenceId)
      const units: { unitId: string; spells: ReturnType<typeof presentSpells> }[] = []
      for (const { absent, supposed } of right)
        units.push({ unitId: absent.unit.id, spells: presentSpells(await whoWouldCover(scene, supposed)) })
      return { units }
    }),

    route(api.setAbsence, async (scene, asked) => {
      await setAbsence(scene, await inUnits(asked, (unitIds) => lockAbsent(scene, unitIds, asked.accountId)))
    }),

    route(api.changeAbsence, async (scene, { unitId, accountId, absenceId, ...wanted }) => {
      await changeAbsence(scene, await lockOne(scene, unitId, accountId), absenceId, wanted)
    }),

    route(api.endAbsence, async (scene, { unitId, accountId, absenceId }) => {
      await endAbsence(scene, await lockOne(scene, unitId, accountId), absenceId)
    }),
  ]
}

type Asked = Wanted & { unitId: string; elsewhere: { unitId: string; coverId: string | null }[] }

/** The unit of the path first, then the others, each once. */
async function inUnits(
  { unitId, coverId, elsewhere, firstDay, lastDay }: Asked,
  find: (unitIds: string[]) => Promise<Absent[]>,
): Promise<{ absent: Absent; wanted: Wanted }[]> {
  const all = [{ unitId, coverId }, ...elsewhere]
  if (new Set(all.map((one) => one.unitId)).size < all.length)
    throw new Problem('badInput', { fields: { elsewhere: 'A unit is named twice' } })
  const found = await find(all.map((one) => one.unitId))
  return found.map((absent, place) => ({ absent, wanted: { firstDay, lastDay, coverId: all[place]!.coverId } }))
}

async function lockOne(scene: Scene, unitId: string, accountId: string): Promise<Absent> {
  const [absent] = await lockAbsent(scene, [unitId], accountId)
  return absent!
}
