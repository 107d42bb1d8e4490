import { describe, expect, test } from 'vitest'
import { formatDay, formatInstant, formatInstantBriefly, formatInstantForPrint } from './dates.ts'

const now = new Date('2025-11-05T12:00:00Z')

describe('instants, seen from 5 November 2025', () => {
  test.each([
    ['2025-11-05T09:03:00.000Z', 'Today 09:03', 'Today 09:03'],
    ['2025-11-04T23:59:00.000Z', 'Yesterday 23:59', 'Yesterday'],
    ['2025-11-03T14:03:00.000Z', '3 November 14:03', '3 November'],
    ['2024-11-03T14:03:00.000Z', '3 November 2024 14:03', '3 November 2024'],
    ['2025-07-01T23:30:00.000Z', '2 July 00:30', '2 July'],
  ])('%s is %s', (instant, full, brief) => {
    expect(formatInstant(instant, now)).toBe(full)
    expect(formatInstantBriefly(instant, now)).toBe(brief)
  })

  test('yesterday is the day before on the calendar, also when the clocks change', () => {
    const afterTheChange = new Date('2025-10-26T23:30:00Z')
    expect(formatInstant('2025-10-25T22:30:00.000Z', afterTheChange)).toBe('Yesterday 23:30')
    expect(formatInstant('2025-10-25T23:30:00.000Z', afterTheChange)).toBe('Today 00:30')
  })

  test('on paper it is exact', () => {
    expect(formatInstantForPrint('2025-11-03T14:03:00.000Z')).toBe('Monday 3 November 2025, 14:03')
  })
})

test('a date of birth is a day, in no time zone', () => {
  expect(formatDay('1961-03-09')).toBe('9 March 1961')
  expect(formatDay('1972-06-30')).toBe('30 June 1972')
})
