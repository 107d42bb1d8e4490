import type { Column } from 'server/contract'

/** A column as the grid shows it. */
export interface SheetColumn extends Column {
  /** The least, in pixels; what room is left is shared out by it. */
  width: number
  /** The header where there is little room. */
  short?: string
  /** Of a flag that one person has: it goes from one to another. */
  single?: boolean
  /** Stays in sight while the others scroll; these come first. */
  pinned?: boolean
  /** On the right, as numbers are. */
  atEnd?: boolean
  /** Cannot be hidden. */
  always?: boolean
}

/** The first column, for choosing people, and the last, for what can be done with one. They hold no facts, and stay. */
export const tickColumn: SheetColumn = { id: '#tick', header: 'Select', kind: 'text', width: 40, pinned: true, readOnly: true } // prettier-ignore
export const menuColumn: SheetColumn = { id: '#menu', header: 'Actions', kind: 'text', width: 44, readOnly: true }

export const holdsFacts = ({ id }: SheetColumn) => !id.startsWith('#')

export interface Laid {
  id: string
  left: number
  width: number
  pinned: boolean
  /** The last of those that stay: the others disappear behind it. */
  edge: boolean
}

/** How wide somebody made columns, by hand: these stay so. */
export type Widths = ReadonlyMap<string, number>
export const leastWidth = 48
export const mostWidth = 800

/** Where the columns are in a grid of this width; narrower than they need, it scrolls, and only the first name stays. */
export function layColumns(all: SheetColumn[], room: number, own: Widths = new Map()): Laid[] {
  const columns = all.map((column) => ({ ...column, width: own.get(column.id) ?? column.width }))
  const flexes = (column: SheetColumn) => holdsFacts(column) && !own.has(column.id)
  const needed = columns.reduce((sum, { width }) => sum + width, 0)
  const flexible = columns.filter(flexes).reduce((sum, { width }) => sum + width, 0)
  const spare = Math.max(0, room - needed)
  const pinned = pinnedWithin(columns, room)
  let left = 0
  return columns.map((column, n) => {
    const share = Math.floor(column.width + (flexes(column) ? (spare * column.width) / flexible : 0))
    // What is left over by whole pixels.
    const width = n === columns.length - 1 && spare > 0 ? room - left : share
    const laid = { id: column.id, left, width, pinned: pinned.has(column.id), edge: n === pinned.size - 1 }
    left += width
    return laid
  })
}

/** What stays may take half of the room at most: otherwise there would be nothing to scroll in. */
function pinnedWithin(columns: SheetColumn[], room: number): Set<string> {
  const kept = new Set<string>()
  let taken = 0
  for (const { id, pinned, width } of columns) {
    taken += width
    if (!pinned || taken > room / 2) break
    kept.add(id)
  }
  return kept
}
