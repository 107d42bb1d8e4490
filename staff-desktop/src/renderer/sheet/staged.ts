import { canonical } from './cellText.ts'
import type { SheetColumn } from './columns.ts'
import type { CellEdit } from './edits.svelte.ts'
import type { SheetRow } from './order.ts'
import type { Put } from './spread.ts'

interface Cells<Row> {
  rows: readonly Row[]
  columns: readonly SheetColumn[]
  text: (row: Row, column: SheetColumn) => string
  locked: (row: Row, column: SheetColumn) => string | null
}

const number = new Intl.NumberFormat('en-GB')

/** What becomes of texts on their way into cells: changes, and a word about those that stay as they were. */
export function staged<Row extends SheetRow>(
  { rows, columns, text, locked }: Cells<Row>,
  puts: Put[],
  { pasted = false, clearing = false } = {},
): { cells: CellEdit[]; hint: string } {
  const cells: CellEdit[] = []
  const refused: string[] = []
  for (const put of puts) {
    const row = rows[put.row]
    const column = columns[put.column]!
    const to = canonical(column, put.text)
    if (!row || text(row, column) === to) continue
    const why = locked(row, column) ?? (to === '' && column.required ? `${column.header} cannot be empty.` : null)
    const now = row.cells[column.id] ?? ''
    if (!why) cells.push({ row: row.id, column: column.id, edit: to === now ? undefined : { from: now, to } })
    // An empty cell of a pasted block says nothing about a fact that cannot be empty.
    else if (!(pasted && to === '')) refused.push(why)
  }
  return { cells, hint: puts.length === 1 ? (refused[0] ?? '') : hintAbout(refused.length, clearing) }
}

function hintAbout(refused: number, clearing: boolean): string {
  if (refused === 0) return ''
  const what = `${number.format(refused)} ${refused === 1 ? 'cell' : 'cells'}`
  return `${what} cannot be ${clearing ? 'cleared' : 'changed'} and stayed as ${refused === 1 ? 'it was' : 'they were'}.`
}
