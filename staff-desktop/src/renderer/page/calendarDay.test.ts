import { expect, test } from 'vitest'
import { calendarDay, dayAsShown, isCalendarDay } from './calendarDay.ts'

test.each([
  ['25/12/2026', '2026-12-25'],
  ['1.4.27', '2027-04-01'],
  [' 25 December 2026 ', '2026-12-25'],
  ['4 jan 2027', '2027-01-04'],
  ['29-02-2028', '2028-02-29'],
  ['2026-12-25', '2026-12-25'],
])('%s is %s', (typed, day) => {
  expect(calendarDay(typed)).toBe(day)
  expect(isCalendarDay(typed)).toBe(true)
})

test('shown in words, and as typed while it is no day', () => {
  expect(dayAsShown('1.4.27')).toBe('1 April 2027')
  expect(dayAsShown('1.4.')).toBe('1.4.')
})

test.each(['', '31/11/2026', '2026-02-31', '29/02/2027', '12/25/2026', 'Christmas', '25 Foo 2026', '25/12'])(
  '“%s” is no day',
  (typed) => {
    expect(calendarDay(typed)).toBe(typed)
    expect(isCalendarDay(typed)).toBe(false)
  },
)
