import { canonical } from '../sheet/cellText.ts'
import type { SheetColumn } from '../sheet/columns.ts'
import { writeTsv } from '../sheet/tsv.ts'
import { columnOf } from './gridColumns.ts'

/** What can be said of somebody new, in the order in which it is expected without headers. */
export const pasteColumns: SheetColumn[] = ['lastName', 'firstName', 'roleTitle', 'email', 'isRecipient', 'role'].map(
  (id) => columnOf(id)!,
)

/** Pasted below the last row of the grid: as it came, under the names of its columns. */
export function asPasted(rows: Record<string, string>[]): string {
  const columns = pasteColumns.filter(({ id }) => rows.some((row) => row[id]))
  return writeTsv([columns.map(({ header }) => header), ...rows.map((row) => columns.map(({ id }) => row[id] ?? ''))])
}

/** As the CSV's headers, whichever way they are written. */
const others: Record<string, string> = { surname: 'lastName', forename: 'firstName', title: 'roleTitle' }
const plain = (header: string) => header.toLowerCase().replace(/[^a-z]/g, '')

/** Rows of cells as people; a first row that names columns says what the others are. */
export function newPeople(rows: string[][]): Record<string, string>[] {
  const [first = []] = rows
  const named = first.map(
    (header) => pasteColumns.find((column) => plain(column.header) === plain(header))?.id ?? others[plain(header)],
  )
  const hasHeaders = named.filter(Boolean).length >= 2
  const ids = hasHeaders ? named : pasteColumns.map(({ id }) => id)
  return rows.slice(hasHeaders ? 1 : 0).flatMap((row) => {
    const cells: Record<string, string> = {}
    for (const [n, text] of row.entries()) {
      const column = columnOf(ids[n] ?? '')
      if (column && text.trim()) cells[column.id] = canonical(column, text)
    }
    return Object.keys(cells).length > 0 ? [cells] : []
  })
}
