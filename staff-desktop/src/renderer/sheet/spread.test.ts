import { expect, test } from 'vitest'
import { fillDown, spread } from './spread.ts'

const size = { rows: 4, columns: 3 }
const at = (row: number, column: number) => ({ top: row, bottom: row, left: column, right: column })
const put = (row: number, column: number, text: string) => ({ row, column, text })

test('a block goes down and to the right of where it is pasted', () => {
  const { puts, block, below, beyond } = spread([['a', 'b'], ['c', 'd']], at(1, 0), size) // prettier-ignore
  expect(puts).toEqual([put(1, 0, 'a'), put(1, 1, 'b'), put(2, 0, 'c'), put(2, 1, 'd')])
  expect({ block, below, beyond }).toEqual({ block: { top: 1, bottom: 2, left: 0, right: 1 }, below: [], beyond: 0 })
})

test('one cell fills a whole selection; a block as often as it fits evenly, else once', () => {
  const into = { top: 0, bottom: 3, left: 0, right: 1 }
  expect(spread([['x']], into, size).puts).toHaveLength(8)
  expect(spread([['a'], ['b']], into, size).puts.filter(({ text }) => text === 'b')).toEqual([
    put(1, 0, 'b'),
    put(1, 1, 'b'),
    put(3, 0, 'b'),
    put(3, 1, 'b'),
  ])
  expect(spread([['a'], ['b'], ['c']], into, size).puts.map(({ row }) => row)).toEqual([0, 0, 1, 1, 2, 2])
})

test('what is below the last row and right of the last column is told, not lost in silence', () => {
  const { puts, below, beyond } = spread([['a', 'b'], ['c', 'd'], ['e', 'f']], at(3, 2), size) // prettier-ignore
  expect(puts).toEqual([put(3, 2, 'a')])
  expect({ below, beyond }).toEqual({ below: [['c', 'd'], ['e', 'f']], beyond: 1 }) // prettier-ignore
})

test('rows of unequal length are filled up with empty cells', () => {
  expect(spread([['a', 'b'], ['c']], at(0, 0), size).puts.at(-1)).toEqual(put(1, 1, '')) // prettier-ignore
})

test('fill down takes the top row of the block, or the row above a single one', () => {
  const text = (row: number, column: number) => `${row}${column}`
  expect(fillDown({ top: 1, bottom: 3, left: 0, right: 1 }, text)).toEqual([
    put(2, 0, '10'),
    put(2, 1, '11'),
    put(3, 0, '10'),
    put(3, 1, '11'),
  ])
  expect(fillDown(at(2, 2), text)).toEqual([put(2, 2, '12')])
  expect(fillDown(at(0, 2), text)).toEqual([])
})
