import { describe, expect, test } from 'vitest'
import {
  closedDaysAhead,
  holidayToday,
  isOpen,
  nextOpening,
  openingHoursInWords,
  type OpenTimes,
} from './openingHours.ts'

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:30', closes: '17:00' }))
const withSaturday = [...weekdays, { weekday: 6, opens: '09:00', closes: '12:00' }]
const open = (openingHours = weekdays, bankHolidays: OpenTimes['bankHolidays'] = []) => ({ openingHours, bankHolidays })
/** Scotland: Friday and Saturday, then the next Friday and the Monday after it. */
const atChristmas = [
  { day: '2027-01-04', name: '2nd January (substitute)' },
  { day: '2026-12-25', name: 'Christmas Day' },
  { day: '2026-12-26', name: 'Boxing Day' },
  { day: '2026-12-28', name: 'Boxing Day (substitute)' },
  { day: '2027-01-01', name: 'New Year’s Day' },
]

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
])('at %s it is open: %s', (now, expected) => {
  expect(isOpen(open(), new Date(now))).toBe(expected)
})

test.each([
  ['2025-11-05T07:00:00Z', 'today at 8:30am'],
  ['2025-11-05T18:00:00Z', 'tomorrow at 8:30am'],
  ['2025-11-07T18:00:00Z', 'on Monday at 8:30am'],
  ['2025-11-08T10:00:00Z', 'on Monday at 8:30am'],
])('at %s it opens %s', (now, opens) => {
  expect(nextOpening(open(), new Date(now))).toBe(opens)
})

test('a unit without opening hours never says that it opens', () => {
  expect(nextOpening(open([]), new Date())).toBeUndefined()
})

test.each([
  // A Friday, in the middle of the opening hours.
  ['2026-12-25T11:00:00Z', 'on Tuesday at 8:30am'],
  ['2026-12-24T18:00:00Z', 'on Tuesday at 8:30am'],
  ['2026-12-27T12:00:00Z', 'on Tuesday at 8:30am'],
  ['2026-12-28T12:00:00Z', 'tomorrow at 8:30am'],
  ['2026-12-31T18:00:00Z', 'on Tuesday at 8:30am'],
])('at %s it is closed over Christmas and opens %s', (now, opens) => {
  const times = open(weekdays, atChristmas)
  expect(isOpen(times, new Date(now))).toBe(false)
  expect(nextOpening(times, new Date(now))).toBe(opens)
})

test('an opening a week away or later is said with its date', () => {
  const mondays = [{ weekday: 1, opens: '09:00', closes: '12:00' }]
  expect(nextOpening(open(mondays, atChristmas), new Date('2026-12-26T12:00:00Z'))).toBe('on Monday 11 January at 9am')
  expect(nextOpening(open(mondays), new Date('2026-12-21T13:00:00Z'))).toBe('on Monday 28 December at 9am')
})

test('a unit that is closed on all its days never says that it opens', () => {
  const january = Array.from({ length: 130 }, (_, n) => ({
    day: new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10),
    name: 'Rebuilding',
  }))
  expect(nextOpening(open(weekdays, january), new Date('2027-01-01T12:00:00Z'))).toBeUndefined()
})

describe('when the clocks change', () => {
  const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:30', closes: '23:30' }))

  test('a holiday ends at midnight in London, not in UTC', () => {
    const times = open(everyDay, [{ day: '2026-08-31', name: 'Summer' }])
    expect(isOpen(times, new Date('2026-08-31T22:59:00Z'))).toBe(false)
    expect(isOpen(times, new Date('2026-08-31T23:29:00Z'))).toBe(false)
    expect(isOpen(times, new Date('2026-08-31T23:30:00Z'))).toBe(true)
    expect(isOpen(times, new Date('2026-08-30T22:29:00Z'))).toBe(true)
  })

  test.each([
    // 29 March 2026 has 23 hours, 25 October 25: the day after is still the day after.
    ['2026-03-28T23:45:00Z', '2026-03-29', 'on Monday at 12:30am'],
    ['2026-10-24T22:45:00Z', '2026-10-25', 'on Monday at 12:30am'],
    ['2026-10-25T12:00:00Z', '2026-10-25', 'tomorrow at 12:30am'],
  ])('at %s, with %s a holiday, it opens %s', (now, day, opens) => {
    expect(nextOpening(open(everyDay, [{ day, name: 'Holiday' }]), new Date(now))).toBe(opens)
  })
})

test('a holiday is named on the day itself, where the unit would be open otherwise', () => {
  const times = open(weekdays, atChristmas)
  expect(holidayToday(times, new Date('2026-12-25T11:00:00Z'))).toBe('Christmas Day')
  expect(holidayToday(times, new Date('2026-12-26T11:00:00Z'))).toBeUndefined()
  expect(holidayToday(times, new Date('2026-12-29T11:00:00Z'))).toBeUndefined()
})

test('the closed days of the next two weeks are told, in order', () => {
  const times = open(weekdays, atChristmas)
  expect(closedDaysAhead(times, new Date('2026-12-20T11:00:00Z'))).toEqual([
    'Friday 25 December, Christmas Day',
    'Monday 28 December, Boxing Day (substitute)',
    'Friday 1 January, New Year’s Day',
  ])
  expect(closedDaysAhead(times, new Date('2026-12-10T11:00:00Z'))).toEqual([])
})
