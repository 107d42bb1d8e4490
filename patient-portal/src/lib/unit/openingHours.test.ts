import { expect, test } from 'vitest'
import { isOpen, nextOpening, openingHoursInWords } from './openingHours.ts'

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:30', closes: '17:00' }))
const withSaturday = [...weekdays, { weekday: 6, opens: '09:00', closes: '12:00' }]

test('days with the same hours are one line', () => {
  expect(openingHoursInWords(withSaturday)).toEqual(['Monday to Friday, 8:30am to 5pm', 'Saturday, 9am to midday'])
  const lunch = [
    { weekday: 3, opens: '13:00', closes: '16:15' },
    { weekday: 3, opens: '08:00', closes: '12:00' },
  ]
  expect(openingHoursInWords(lunch)).toEqual(['Wednesday, 8am to midday and 1pm to 4:15pm'])
  expect(openingHoursInWords([])).toEqual([])
})

test.each([
  ['2025-11-05T08:30:00Z', true],
  ['2025-11-05T08:29:00Z', false],
  ['2025-11-05T17:00:00Z', false],
  ['2025-11-08T10:00:00Z', false],
  // In summer London is an hour ahead of UTC.
  ['2025-07-02T07:30:00Z', true],
  ['2025-07-02T16:00:00Z', false],
])('at %s it is open: %s', (now, open) => {
  expect(isOpen(weekdays, new Date(now))).toBe(open)
})

test.each([
  ['2025-11-05T07:00:00Z', 'today at 8:30am'],
  ['2025-11-05T18:00:00Z', 'tomorrow at 8:30am'],
  ['2025-11-07T18:00:00Z', 'on Monday at 8:30am'],
  ['2025-11-08T10:00:00Z', 'on Monday at 8:30am'],
])('at %s it opens %s', (now, opens) => {
  expect(nextOpening(weekdays, new Date(now))).toBe(opens)
})

test('a unit without opening hours never says that it opens', () => {
  expect(nextOpening([], new Date())).toBeUndefined()
})
