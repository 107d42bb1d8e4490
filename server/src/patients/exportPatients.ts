import { record } from '../audit/record.ts'
import { writeCsv } from '../changesets/csv.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { patientColumns } from './contract.ts'
import { listPatients, type Only } from './listPatients.ts'
import { cellsOf } from './patientCells.ts'

/** More make a file with which nobody can work; narrower filters make several. */
const most = 20_000

/** What the filter shows, as a file that reads as what it says. */
export async function exportPatients(
  scene: Scene,
  unit: Group,
  { filter, only }: { filter?: string | undefined; only?: Only | undefined },
): Promise<{ fileName: string; csv: string; rows: number; isComplete: boolean }> {
  const { patients, next } = await listPatients(scene, unit.id, { filter, only, limit: most })
  await record(scene, 'patients.exported', { groupId: unit.id, detail: { rows: patients.length } })
  const table = patients.map((row) => {
    const cells = cellsOf(row)
    return patientColumns.map(({ id }) => cells[id])
  })
  return {
    fileName: `${unit.name} patients.csv`.replace(/[^\p{L}\p{N} .()-]/gu, '_'),
    csv: writeCsv(patientColumns, table),
    rows: patients.length,
    isComplete: next === null,
  }
}
