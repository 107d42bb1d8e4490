import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import { api } from '../contract/index.ts'
import { findAdministered } from '../groups/findAdministered.ts'
import { route, routeInTwo, type Route } from '../http/route.ts'
import { addContactNote } from './contactNotes.ts'
import { exportPatients } from './exportPatients.ts'
import { findWaiting } from './letters/findWaiting.ts'
import { onPaper, printLetters } from './letters/printLetters.ts'
import { listPatients } from './listPatients.ts'
import { countUnreachable, listUnreachable } from './listUnreachable.ts'
import { presentPatient, presentUnreachable } from './present.ts'

export function patientRoutes(config: Pick<Config, 'publicUrl' | 'notify'>): Route[] {
  const house = { texts: Boolean(config.notify?.textTemplateId) }
  return [
    route(api.listPatients, async (scene, { unitId, ...page }) => {
      const unit = await findAdministered(scene, unitId)
      const { patients, next } = await listPatients(scene, unit.id, page)
      await record(scene, 'patients.listed', { groupId: unitId })
      return { patients: patients.map((row) => presentPatient(row, scene.actor, unit)), next }
    }),

    route(api.exportPatients, async (scene, { unitId, ...shown }) =>
      exportPatients(scene, await findAdministered(scene, unitId), shown),
    ),

    route(api.listUnreachable, async (scene, { unitId, ...page }) => {
      const unit = await findAdministered(scene, unitId)
      const { people, next } = await listUnreachable(scene, unit.id, { ...page, ...house })
      await record(scene, 'unreachable.listed', { groupId: unitId })
      const counts = await countUnreachable(scene, unit.id, page)
      return { people: people.map((row) => presentUnreachable(row, scene.actor, unit)), counts, next }
    }),

    route(api.countLetters, async (scene, { unitId }) => {
      const unit = await findAdministered(scene, unitId)
      await record(scene, 'letters.counted', { groupId: unitId })
      return { waiting: (await findWaiting(scene, unit.id, 1000)).length }
    }),

    routeInTwo(
      api.printLetters,
      async (scene, { unitId, ...wanted }) =>
        printLetters(scene, config, await findAdministered(scene, unitId), wanted),
      onPaper,
    ),

    route(api.addContactNote, async (scene, { unitId, ...note }) => {
      const unit = await findAdministered(scene, unitId)
      return { notes: await addContactNote(scene, unit.id, note) }
    }),
  ]
}
