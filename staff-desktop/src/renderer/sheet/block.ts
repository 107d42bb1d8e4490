/** Places in a grid by number, and the block between two of them. */
export interface Place {
  /** -1: the headers. */
  row: number
  column: number
}

/** From and to are both inside. */
export interface Block {
  top: number
  bottom: number
  left: number
  right: number
}

export interface Size {
  rows: number
  columns: number
}

export function blockOf(one: Place, other: Place): Block {
  return {
    top: Math.min(one.row, other.row),
    bottom: Math.max(one.row, other.row),
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
  }
}

export const isInside = ({ top, bottom, left, right }: Block, row: number, column: number) =>
  row >= top && row <= bottom && column >= left && column <= right

export const sizeOf = ({ top, bottom, left, right }: Block) => (bottom - top + 1) * (right - left + 1)

export type Step =
  'up' | 'down' | 'left' | 'right' | 'top' | 'bottom' | 'home' | 'end' | 'first' | 'last' | 'pageUp' | 'pageDown'

/** Where a step leads; never out of the grid. `firstRow` is -1 where the headers can be reached. */
export function stepped(from: Place, step: Step, size: Size, { page = 10, firstRow = -1 } = {}): Place {
  const bottom = size.rows - 1
  const right = size.columns - 1
  const to: Record<Step, Place> = {
    up: { ...from, row: from.row - 1 },
    down: { ...from, row: from.row + 1 },
    left: { ...from, column: from.column - 1 },
    right: { ...from, column: from.column + 1 },
    top: { ...from, row: 0 },
    bottom: { ...from, row: bottom },
    home: { ...from, column: 0 },
    end: { ...from, column: right },
    first: { row: 0, column: 0 },
    last: { row: bottom, column: right },
    pageUp: { ...from, row: from.row < 0 ? -1 : Math.max(0, from.row - page) },
    pageDown: { ...from, row: from.row + page },
  }
  const { row, column } = to[step]
  return { row: clamp(row, firstRow, bottom), column: clamp(column, 0, right) }
}

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))
