import { expect, test } from 'vitest'
import { cappedCount } from './cappedCount.ts'
import { formatNhsNumber, namesBriefly, nameWithRoleTitle } from './people.ts'

test('a name carries its role title in brackets', () => {
  expect(nameWithRoleTitle({ name: 'Susan Turner', roleTitle: 'Dietitian' })).toBe('Susan Turner (Dietitian)')
  expect(nameWithRoleTitle({ name: "Kathleen O'Brien", roleTitle: null })).toBe("Kathleen O'Brien")
})

test('of many people, two are named', () => {
  const people = ['A', 'B', 'C', 'D'].map((name) => ({ name, roleTitle: null }))
  expect(namesBriefly(people.slice(0, 3))).toBe('A, B, C')
  expect(namesBriefly(people)).toBe('A, B and 2 others')
})

test('an NHS number is spaced 3-3-4', () => {
  expect(formatNhsNumber('9434765919')).toBe('943 476 5919')
})

test.each([
  [0, 1000, '0'],
  [999, 1000, '999'],
  [1000, 1000, '1,000+'],
  [999, 999, '999'],
  [1000, 999, '999+'],
])('%i counted up to %i is %s', (count, cap, shown) => {
  expect(cappedCount(count, cap)).toBe(shown)
})
