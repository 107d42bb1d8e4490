import { expect, test } from 'vitest'
import { layColumns, menuColumn, tickColumn, type SheetColumn } from './columns.ts'

const column = (id: string, width: number, pinned = false): SheetColumn => ({
  id,
  header: id,
  kind: 'text',
  width,
  pinned,
})
const columns = [tickColumn, column('last', 100, true), column('first', 100, true), column('mail', 200), menuColumn]

test('room that is left goes to the columns with facts, by their width', () => {
  const laid = layColumns(columns, 40 + 400 + 44 + 100)
  expect(laid.map(({ width }) => width)).toEqual([40, 125, 125, 250, 44])
  expect(laid.map(({ left }) => left)).toEqual([0, 40, 165, 290, 540])
})

test('too narrow, they keep their width, and no more stays than half of the room', () => {
  expect(layColumns(columns, 300).map(({ width, pinned }) => [width, pinned])).toEqual([
    [40, true],
    [100, true],
    [100, false],
    [200, false],
    [44, false],
  ])
})

test('a width that somebody chose stays, and the others share what is left', () => {
  const laid = layColumns(columns, 40 + 400 + 44 + 100, new Map([['mail', 300]]))
  expect(laid.map(({ width }) => width)).toEqual([40, 100, 100, 300, 44])
  expect(layColumns(columns, 1000, new Map(['last', 'first', 'mail'].map((id) => [id, 60])))[3]?.width).toBe(60)
})
