/** What an admin of a unit does to its patient list: `const desk = patientDesk(house)`, `await desk(unit).change({ ... })`. */
import { expect } from 'vitest'
import { writeCsv } from '../src/changesets/csv.ts'
import { readPatientCell } from '../src/patients/readPatientCell.ts'
import { newId, type TestHouse } from './as.ts'
import type { Person, Unit } from './build.ts'

type Cells = Record<string, string>

export function patientDesk(house: TestHouse) {
  return (unit: Unit, actor: Person = unit.contact!) => deskOf(house, unit, actor)
}

function deskOf(house: TestHouse, unit: Unit, actor: Person) {
  const client = house.as(actor)
  const unitId = unit.id
  type Wanted = Omit<Parameters<typeof client.previewChangeset>[0], 'unitId' | 'changesetId' | 'list'>
  const preview = async (wanted: Wanted) => {
    const changesetId = newId()
    return { changesetId, ...(await client.previewChangeset({ unitId, changesetId, list: 'patients', ...wanted })) }
  }
  const apply = ({ changesetId, changeset }: Awaited<ReturnType<typeof preview>>) =>
    client.applyChangeset({ unitId, changesetId, changes: changeset.changes })
  const form = (asked: (Cells & { id?: string })[], more: Partial<Wanted> = {}) =>
    preview({
      source: 'form',
      rows: asked.map(({ id, ...cells }) => ({
        ...(id && { id }),
        cells: Object.fromEntries(Object.entries(cells).map(([column, to]) => [column, { to }])),
      })),
      ...more,
    })
  const change = async (...asked: (Cells & { id?: string })[]) => {
    const previewed = await form(asked)
    expect(previewed.rows.flatMap(({ errors }) => errors)).toEqual([])
    await apply(previewed)
    return previewed.changesetId
  }
  const undo = (undoes: string) => preview({ source: 'undo', undoes })
  const csv = (header: string[], ...lines: string[][]) =>
    preview({
      source: 'csv',
      csv: Buffer.from(
        writeCsv(
          header.map((one) => ({ header: one })),
          lines,
        ),
      ).toString('base64'),
    })
  const list = async () => (await client.listPatients({ unitId, limit: 100 })).patients
  return { client, form, change, undo, csv, apply, list }
}

let last = 943_476_000
/** Of each test its own, because a number is one person's in the whole database. */
export function anNhsNumber(): string {
  const valid = Array.from({ length: 10 }, (_, digit) => `${last}${digit}`).find(
    (number) => 'text' in readPatientCell('nhsNumber', number),
  )
  last += 1
  return valid ?? anNhsNumber()
}
