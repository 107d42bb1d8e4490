/** What an admin of a unit does to its staff list: `const desk = staffDesk(house)`, `await desk(unit).change([...])`. */
import type { AskedRow } from '../src/changesets/contract.ts'
import { newId, type TestHouse } from './as.ts'
import type { Person, Unit } from './build.ts'

export function staffDesk(house: TestHouse) {
  return (unit: Unit, actor: Person = unit.contact!) => deskOf(house, unit, actor)
}

type Cells = Record<string, string | { from?: string; to: string }>

/** A row that is asked for: a person's, or somebody new's. */
export const asked = (id: string | undefined, cells: Cells): AskedRow => ({
  ...(id && { id }),
  cells: Object.fromEntries(
    Object.entries(cells).map(([column, cell]) => [column, typeof cell === 'string' ? { to: cell } : cell]),
  ),
})

function deskOf(house: TestHouse, unit: Unit, actor: Person) {
  const client = house.as(actor)
  const unitId = unit.id
  const preview = async (wanted: AskedRow[], more: object = {}) => {
    const changesetId = newId()
    const page = await client.previewChangeset({
      unitId,
      changesetId,
      list: 'staff',
      source: 'grid',
      rows: wanted,
      ...more,
    })
    return { ...page, changesetId }
  }
  const apply = (changesetId: string, changes: number, why?: string) =>
    client.applyChangeset({ unitId, changesetId, changes, ...(why && { why }) })
  const change = async (wanted: AskedRow[], more: object = {}) => {
    const { changesetId, changeset } = await preview(wanted, more)
    return apply(changesetId, changeset.changes)
  }
  const undo = async (undoes: string) => {
    const changesetId = newId()
    const page = await client.previewChangeset({ unitId, changesetId, list: 'staff', source: 'undo', undoes })
    return { ...page, changesetId }
  }
  const list = async () => (await client.listStaff({ unitId, limit: 1000 })).staff
  const of = async ({ id }: Pick<Person, 'id'>) => (await list()).find((one) => one.id === id)
  return { client, unitId, preview, apply, change, undo, list, of }
}
