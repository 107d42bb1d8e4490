import { expect, test } from 'vitest'
import { blockOf, isInside, sizeOf, stepped } from './block.ts'

const size = { rows: 5, columns: 4 }

test('a block is the same whichever corner it was begun in', () => {
  const block = { top: 1, bottom: 3, left: 0, right: 2 }
  expect(blockOf({ row: 3, column: 0 }, { row: 1, column: 2 })).toEqual(block)
  expect(blockOf({ row: 1, column: 2 }, { row: 3, column: 0 })).toEqual(block)
  expect(sizeOf(block)).toBe(9)
  expect([isInside(block, 3, 2), isInside(block, 4, 2), isInside(block, 1, 3)]).toEqual([true, false, false])
})

test.each([
  ['up', { row: 1, column: 1 }],
  ['down', { row: 3, column: 1 }],
  ['left', { row: 2, column: 0 }],
  ['right', { row: 2, column: 2 }],
  ['home', { row: 2, column: 0 }],
  ['end', { row: 2, column: 3 }],
  ['top', { row: 0, column: 1 }],
  ['bottom', { row: 4, column: 1 }],
  ['first', { row: 0, column: 0 }],
  ['last', { row: 4, column: 3 }],
  ['pageUp', { row: 0, column: 1 }],
  ['pageDown', { row: 4, column: 1 }],
] as const)('%s', (step, place) => expect(stepped({ row: 2, column: 1 }, step, size, { page: 3 })).toEqual(place))

test('no step leads out of the grid; upwards the headers are the end, or the first row', () => {
  expect(stepped({ row: 4, column: 3 }, 'down', size)).toEqual({ row: 4, column: 3 })
  expect(stepped({ row: 0, column: 3 }, 'right', size)).toEqual({ row: 0, column: 3 })
  expect(stepped({ row: 0, column: 0 }, 'up', size)).toEqual({ row: -1, column: 0 })
  expect(stepped({ row: 0, column: 0 }, 'up', size, { firstRow: 0 })).toEqual({ row: 0, column: 0 })
})
