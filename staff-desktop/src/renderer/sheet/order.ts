import type { SheetColumn } from './columns.ts'
import { folded } from './folded.ts'

export interface SheetRow {
  id: string
  /** Whose row it is, for what is said about it. */
  name: string
  /** A text for each column, as the changesets have them. */
  cells: Record<string, string>
}

export interface Sort {
  column: string
  descending: boolean
}

const collator = new Intl.Collator('en-GB', { sensitivity: 'base', numeric: true, ignorePunctuation: true })

/** Empty cells come last, whichever way round; equal ones stay in the order they came in. */
export function sorted<Row extends SheetRow>(
  rows: readonly Row[],
  { column, descending }: Sort,
  kind: SheetColumn['kind'],
): Row[] {
  const compare = comparing(kind)
  return rows.toSorted((one, other) => {
    const [a, b] = [one.cells[column] ?? '', other.cells[column] ?? '']
    if (!a || !b) return Number(!a) - Number(!b)
    return descending ? compare(b, a) : compare(a, b)
  })
}

function comparing(kind: SheetColumn['kind']): (a: string, b: string) => number {
  if (kind === 'number') return (a, b) => Number(a) - Number(b)
  if (kind === 'day' || kind === 'instant') return (a, b) => Number(a > b) - Number(a < b)
  // Yes before no: whoever sorts by a flag looks for those who have it.
  if (kind === 'yesNo') return (a, b) => Number(b === 'yes') - Number(a === 'yes')
  return (a, b) => collator.compare(a, b)
}

/** Those in whose columns every word that was typed is found, in any order. */
export function matching<Row extends SheetRow>(rows: readonly Row[], typed: string, columns: readonly string[]): Row[] {
  const words = folded(typed).split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...rows]
  return rows.filter((row) => {
    const text = textOf(row, columns)
    return words.every((word) => text.includes(word))
  })
}

const texts = new WeakMap<SheetRow, string>()

function textOf(row: SheetRow, columns: readonly string[]): string {
  const known = texts.get(row)
  if (known !== undefined) return known
  const text = columns.map((column) => folded(row.cells[column] ?? '')).join('\n')
  texts.set(row, text)
  return text
}
