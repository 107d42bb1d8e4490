import { expect, test } from 'vitest'
import { matching, sorted } from './order.ts'

const rows = [
  { id: '1', name: '', cells: { name: "Niamh O'Donnell", count: '9', when: '2026-11-02T00:00:00Z', flag: 'no' } },
  { id: '2', name: '', cells: { name: 'Tomasz Zieliński', count: '10', when: '', flag: 'yes' } },
  { id: '3', name: '', cells: { name: 'Éilidh Łukasz-Stewart', count: '0', when: '2025-01-02T00:00:00Z', flag: 'no' } },
]
const ids = (found: { id: string }[]) => found.map(({ id }) => id).join('')

test.each([
  ['odonnell', '1'],
  ["o'don", '1'],
  ['O’Donnell niamh', '1'],
  ['zielinski', '2'],
  ['eilidh', '3'],
  ['lukasz stewart', '3'],
  ['lukasz-stewart', '3'],
  ['nobody', ''],
  ['  ', '123'],
])('filter by "%s"', (typed, found) => expect(ids(matching(rows, typed, ['name']))).toBe(found))

test.each([
  ['name', 'text', '312', '213'],
  ['count', 'number', '312', '213'],
  ['when', 'instant', '312', '132'],
  ['flag', 'yesNo', '213', '132'],
] as const)('sort by %s; what is empty comes last both ways', (column, kind, up, down) => {
  expect(ids(sorted(rows, { column, descending: false }, kind))).toBe(up)
  expect(ids(sorted(rows, { column, descending: true }, kind))).toBe(down)
})
