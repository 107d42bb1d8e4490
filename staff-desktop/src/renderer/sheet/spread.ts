import type { Block, Place } from './block.ts'

/** A text on its way into a cell. */
export interface Put extends Place {
  text: string
}

export interface Spread {
  puts: Put[]
  /** Rows of what was pasted that are below the last row of the grid. */
  below: string[][]
  /** How many columns found no place at the right. */
  beyond: number
  /** What is covered now. */
  block: Block
}

/**
 * Where a pasted block goes: from the top left of the selection on; a selection that holds it several times is filled, as
 * Excel does.
 */
export function spread(cells: string[][], into: Block, size: { rows: number; columns: number }): Spread {
  const height = cells.length
  const width = Math.max(0, ...cells.map((row) => row.length))
  const rows = times(into.bottom - into.top + 1, height)
  const columns = times(into.right - into.left + 1, width)
  const puts: Put[] = []
  for (let down = 0; down < rows; down++) {
    for (let across = 0; across < columns; across++) {
      const place = { row: into.top + down, column: into.left + across }
      if (place.row >= size.rows || place.column >= size.columns) continue
      puts.push({ ...place, text: cells[down % height]![across % width] ?? '' })
    }
  }
  return {
    puts,
    below: into.top + rows > size.rows && rows === height ? cells.slice(Math.max(0, size.rows - into.top)) : [],
    beyond: Math.max(0, into.left + columns - size.columns),
    block: {
      ...into,
      bottom: Math.min(size.rows, into.top + rows) - 1,
      right: Math.min(size.columns, into.left + columns) - 1,
    },
  }
}

const times = (room: number, length: number) => (length > 0 && room % length === 0 ? room : length)

/** The top row of a block into all rows below it; of a single row, the row above it. */
export function fillDown({ top, bottom, left, right }: Block, text: (row: number, column: number) => string): Put[] {
  const source = top === bottom ? top - 1 : top
  if (source < 0) return []
  const puts: Put[] = []
  for (let row = source + 1; row <= bottom; row++) {
    for (let column = left; column <= right; column++) puts.push({ row, column, text: text(source, column) })
  }
  return puts
}
