import { expect, test } from 'vitest'
import { calendarDay, isCalendarDay } from './calendarDay.ts'

test.each([
  ['25/12/2026', '2026-12-25'],
  ['1.4.27', '2027-04-01'],
  [' 25 December 2026 ', '2026-12-25'],
  ['4 jan 2027', '2027-01-04'],
  ['29-02-2028', '2028-02-29'],
])('%s is %s', (typed, day) => {
  expect(calendarDay(typed)).toBe(day)
  expect(isCalendarDay(typed)).toBe(true)
})

test.each(['', '31/11/2026', '29/02/2027', '12/25/2026', 'Christmas', '25 Foo 2026', '25/12'])(
  '“%s” is no day',
  (typed) => {
    expect(calendarDay(typed)).toBe(typed)
    expect(isCalendarDay(typed)).toBe(false)
  },
)
