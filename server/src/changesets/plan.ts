/** From what was asked to what would be written, row by row. The same for a preview and for applying it. */
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import type { CellChange, ChangesetRow, Column, RowKind } from './contract.ts'
import { refuseNamesOfGroups } from './refuseNamesOfGroups.ts'
import type { Person, Row, Sheet } from './Sheet.ts'

/** What somebody wants of one row, whichever way it came. */
export interface Asked {
  line: number
  /** Null: somebody new, unless `isNamed`. */
  accountId: string | null
  /** The cells say who is meant, by a username or the like, as in a file. */
  isNamed?: boolean
  cells: Record<string, { to: string; from?: string | undefined }>
  decided?: string | null | undefined
  undoes?: Row['undoes']
}

export interface Planned extends Row {
  kind: RowKind
  cells: CellChange[]
}

export async function plan(
  scene: Scene,
  sheet: Sheet,
  unit: Group,
  asked: Asked[],
  { gone = false } = {},
): Promise<Planned[]> {
  const rows = asked.map((one) => begin(sheet, one))
  const people = await findPeople(scene, sheet, unit, asked, rows, gone)
  const conflicts = new Map<Row, CellChange[]>()
  for (const [n, row] of rows.entries()) {
    const accountId = people.idOf(n)
    row.person = accountId ? (people.byId.get(accountId) ?? null) : null
    if (accountId && !row.person) refuse(row, null, 'This person is not on the list any more. Leave the row out.')
    compare(sheet, row, asked[n]!)
    conflicts.set(row, conflictsIn(sheet, row, asked[n]!))
  }
  refuseTwice(rows)
  await refuseNamesOfGroups(scene, rows)
  await sheet.check(scene, unit, rows)
  const cellsAsked = new Map(asked.map((one) => [one.line, one.cells]))
  return rows.map((row) => finish(row, conflicts.get(row) ?? [], cellsAsked.get(row.line) ?? {}))
}

type WhatIsWritten = Pick<ChangesetRow, 'kind' | 'cells'> & Pick<Row, 'joins'>

/** Whether two plans of the same row would write the same, to the same person. */
export function writesTheSame(one: WhatIsWritten, other: WhatIsWritten): boolean {
  const text = ({ kind, cells, joins }: WhatIsWritten) =>
    JSON.stringify([kind, joins, cells.map(({ column, from, to }) => [column, from, to]).toSorted()])
  return text(one) === text(other)
}

export const isWritten = ({ kind }: { kind: RowKind }) => kind === 'new' || kind === 'changed' || kind === 'closed'

export function refuse(row: Row, column: string | null, message: string): void {
  if (!row.errors.some((error) => error.column === column)) row.errors.push({ column, message })
}

function begin(sheet: Sheet, { line, cells, decided, undoes = null }: Asked): Row {
  const row: Row = {
    ...{ line, person: null, wanted: {}, changes: {}, errors: [], candidates: [] },
    ...{ decided, joins: null, undoes },
  }
  for (const [column, { to }] of Object.entries(cells)) {
    const known = columnOf(sheet, column)
    if (!known || known.readOnly) {
      refuse(row, null, `“${known?.header ?? column}” cannot be changed here. Leave the column out.`)
      continue
    }
    const read = sheet.read(column, to)
    if ('error' in read) refuse(row, column, read.error)
    else row.wanted[column] = read.text
  }
  return row
}

function columnOf(sheet: Sheet, id: string): Column | undefined {
  return sheet.columns.find((column) => column.id === id)
}

async function findPeople(scene: Scene, sheet: Sheet, unit: Group, asked: Asked[], rows: Row[], gone: boolean) {
  const unnamed = rows.filter((_, n) => asked[n]!.accountId === null && asked[n]!.isNamed)
  const identified = await sheet.identify(scene, unit, unnamed)
  const idOf = (n: number) => asked[n]!.accountId ?? identified.get(asked[n]!.line) ?? null
  const ids = new Set(rows.map((_, n) => idOf(n)).filter((id) => id !== null))
  const people = await sheet.load(scene, unit, [...ids], { gone })
  return { idOf, byId: new Map<string, Person>(people.map((person) => [person.accountId, person])) }
}

/** What differs. An empty cell for a fact that cannot be empty says nothing, unless it was emptied before one's eyes. */
function compare(sheet: Sheet, row: Row, { cells }: Asked): void {
  for (const [column, to] of Object.entries(row.wanted)) {
    const now = row.person?.cells[column] ?? ''
    if (to === now) continue
    const known = columnOf(sheet, column)
    if (to === '' && known?.required && row.person) {
      if (cells[column]?.from !== undefined) refuse(row, column, `${known.header} cannot be empty.`)
      continue
    }
    row.changes[column] = to
  }
}

/** Cells that were something else when whoever changes them now saw them, and are not yet what they want. */
function conflictsIn(sheet: Sheet, row: Row, { cells }: Asked): CellChange[] {
  if (!row.person) return []
  return Object.entries(row.changes).flatMap(([column, to]) => {
    const typed = cells[column]?.from
    if (typed === undefined) return []
    const seen = sheet.read(column, typed)
    const from = 'text' in seen ? seen.text : typed
    const now = row.person?.cells[column] ?? ''
    return from === now ? [] : [{ column, from, to, now }]
  })
}

function refuseTwice(rows: Row[]): void {
  const first = new Map<string, number>()
  for (const row of rows) {
    if (!row.person) continue
    const { accountId } = row.person
    const line = first.get(accountId)
    if (line === undefined) first.set(accountId, row.line)
    else refuse(row, null, `This is the same person as in row ${line}. Keep one of the two rows.`)
  }
}

function finish(row: Row, conflicts: CellChange[], asked: Asked['cells']): Planned {
  // Somebody who has left is not shown as they are elsewhere by now.
  if (row.person?.cells.close && row.changes.close !== '') return { ...row, cells: [], kind: 'wrong' }
  const cells = Object.entries(row.changes).map(([column, to]): CellChange => {
    const conflict = conflicts.find((one) => one.column === column)
    return conflict ?? { column, from: row.person?.cells[column] ?? '', to, now: null }
  })
  // What could not be read is shown as it was typed, beside what is wrong with it.
  for (const { column } of row.errors) {
    if (column === null || cells.some((cell) => cell.column === column)) continue
    const to = asked[column]?.to ?? row.wanted[column]
    if (to !== undefined) cells.push({ column, from: row.person?.cells[column] ?? '', to, now: null })
  }
  const conflicting = conflicts.some(({ column }) => column in row.changes)
  return { ...row, cells, kind: kindOf(row, conflicting) }
}

function kindOf(row: Row, conflicting: boolean): RowKind {
  if (row.errors.length > 0) return 'wrong'
  if (conflicting) return 'conflict'
  if (!row.person) return 'new'
  if (row.changes.close) return 'closed'
  return Object.keys(row.changes).length > 0 ? 'changed' : 'unchanged'
}
