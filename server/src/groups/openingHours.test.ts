/** Whether a unit is open, and when it opens next: the same on every computer, whatever its zone and its date. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closedDaysAhead, holidayToday, inTheMonthsAhead, isOpen, nextOpening, openTimesOf } from './openingHours.ts'
import type { UnitHours } from './openingHours.ts'

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:30', closes: '17:00' }))
const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:30', closes: '23:30' }))

function aUnit(changes: Partial<UnitHours> = {}) {
  return openTimesOf({ openingHours: weekdays, nation: null, bankHolidays: [], openOnBankHolidays: [], ...changes })
}

describe.each(['UTC', 'Pacific/Kiritimati', 'America/New_York'])('on a computer in %s', (zone) => {
  const before = process.env.TZ
  beforeAll(() => void (process.env.TZ = zone))
  afterAll(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })

  test.each([
    ['2025-11-05T08:30:00Z', true],
    ['2025-11-05T08:29:00Z', false],
    ['2025-11-05T17:00:00Z', false],
    ['2025-11-08T10:00:00Z', false],
    // In summer London is an hour ahead of UTC.
    ['2025-07-02T07:30:00Z', true],
    ['2025-07-02T16:00:00Z', false],
    // The last Fridays before the clocks change, and the Mondays after it.
    ['2026-03-27T08:29:00Z', false],
    ['2026-03-30T07:30:00Z', true],
    ['2026-03-30T07:29:00Z', false],
    ['2026-10-23T07:30:00Z', true],
    ['2026-10-26T07:30:00Z', false],
    ['2026-10-26T08:30:00Z', true],
  ])('at %s it is open: %s', (now, expected) => {
    expect(isOpen(aUnit(), new Date(now))).toBe(expected)
  })

  test.each([
    // 29 March 2026 has 23 hours, 25 October 25: the day after is still the day after.
    ['2026-03-28T23:45:00Z', '2026-03-29', { daysAhead: 2, day: '2026-03-30', time: '00:30' }],
    ['2026-10-24T22:45:00Z', '2026-10-25', { daysAhead: 2, day: '2026-10-26', time: '00:30' }],
    ['2026-10-24T22:15:00Z', '2026-10-24', { daysAhead: 1, day: '2026-10-25', time: '00:30' }],
    ['2026-10-25T12:00:00Z', '2026-10-25', { daysAhead: 1, day: '2026-10-26', time: '00:30' }],
  ])('at %s, with %s a holiday, it opens %o', (now, day, expected) => {
    const times = aUnit({ openingHours: everyDay, bankHolidays: [{ day, name: 'Holiday' }] })
    expect(nextOpening(times, new Date(now))).toEqual(expected)
  })

  test('a holiday ends at midnight in London, not in UTC', () => {
    const times = aUnit({ openingHours: everyDay, bankHolidays: [{ day: '2026-08-31', name: 'Summer' }] })
    expect(isOpen(times, new Date('2026-08-31T22:59:00Z'))).toBe(false)
    expect(isOpen(times, new Date('2026-08-31T23:29:00Z'))).toBe(false)
    expect(isOpen(times, new Date('2026-08-31T23:30:00Z'))).toBe(true)
    expect(isOpen(times, new Date('2026-08-30T22:29:00Z'))).toBe(true)
  })
})

const scotland = aUnit({ nation: 'scotland' })

test.each([
  ['2026-12-25T11:00:00Z', '2026-12-29'],
  ['2026-12-24T18:00:00Z', '2026-12-29'],
  ['2026-12-27T12:00:00Z', '2026-12-29'],
  ['2026-12-28T12:00:00Z', '2026-12-29'],
  // Friday the 1st; Monday the 4th stands in for Saturday the 2nd.
  ['2026-12-31T18:00:00Z', '2027-01-05'],
  // The 1st and 2nd are a weekend: Monday and Tuesday stand in for both.
  ['2027-12-31T18:00:00Z', '2028-01-05'],
  ['2027-12-24T18:00:00Z', '2027-12-29'],
])('over Christmas and the New Year, at %s, a unit in Scotland is closed until %s', (now, day) => {
  expect(isOpen(scotland, new Date(now))).toBe(false)
  expect(nextOpening(scotland, new Date(now))).toMatchObject({ day, time: '08:30' })
})

test('each nation has its own days', () => {
  const opens = (nation: UnitHours['nation'], now: string) => nextOpening(aUnit({ nation }), new Date(now))?.day
  expect(opens('england_and_wales', '2026-04-02T17:00:00Z')).toBe('2026-04-07')
  expect(opens('scotland', '2026-04-02T17:00:00Z')).toBe('2026-04-06')
  expect(opens('northern_ireland', '2026-03-16T18:00:00Z')).toBe('2026-03-18')
  expect(opens('england_and_wales', '2026-03-16T18:00:00Z')).toBe('2026-03-17')
  // Nobody has said where it is: nothing is guessed.
  expect(opens(null, '2026-12-24T18:00:00Z')).toBe('2026-12-25')
})

test('a bank holiday on which the unit is open, and a day of its own', () => {
  const times = aUnit({
    nation: 'scotland',
    openOnBankHolidays: ['2026-11-30'],
    bankHolidays: [{ day: '2026-12-01', name: 'Training' }],
  })
  expect(isOpen(times, new Date('2026-11-30T11:00:00Z'))).toBe(true)
  expect(isOpen(times, new Date('2026-12-01T11:00:00Z'))).toBe(false)
  expect(holidayToday(times, new Date('2026-12-01T11:00:00Z'))).toBe('Training')
})

test('a day that the unit names itself is there once, in its words', () => {
  const times = aUnit({ nation: 'scotland', bankHolidays: [{ day: '2026-12-25', name: 'Yule' }] })
  expect(times.closedDays.filter(({ day }) => day === '2026-12-25')).toEqual([{ day: '2026-12-25', name: 'Yule' }])
})

test('a unit without opening hours, or closed on all its days, never says that it opens', () => {
  expect(nextOpening(aUnit({ openingHours: [] }), new Date('2026-05-01T12:00:00Z'))).toBeUndefined()
  const bankHolidays = Array.from({ length: 130 }, (_, n) => ({
    day: new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10),
    name: 'Rebuilding',
  }))
  expect(nextOpening(aUnit({ bankHolidays }), new Date('2027-01-01T12:00:00Z'))).toBeUndefined()
})

describe('beyond the last year that is known', () => {
  test('nobody says when the unit opens, because that day may be a holiday', () => {
    expect(nextOpening(scotland, new Date('2028-12-29T18:00:00Z'))).toBeUndefined()
    expect(nextOpening(scotland, new Date('2029-06-06T18:00:00Z'))).toBeUndefined()
    // Later on the same day it is.
    expect(nextOpening(scotland, new Date('2029-06-06T06:00:00Z'))).toMatchObject({ daysAhead: 0 })
  })

  test('a unit that keeps no bank holidays is not concerned', () => {
    expect(nextOpening(aUnit(), new Date('2028-12-29T18:00:00Z'))).toMatchObject({ day: '2029-01-01' })
  })
})

test('a holiday is named where the unit would be open otherwise', () => {
  expect(holidayToday(scotland, new Date('2026-12-25T11:00:00Z'))).toBe('Christmas Day')
  expect(holidayToday(scotland, new Date('2026-12-26T11:00:00Z'))).toBeUndefined()
  expect(holidayToday(scotland, new Date('2026-12-29T11:00:00Z'))).toBeUndefined()
  const withSaturday = aUnit({ nation: 'scotland', openingHours: everyDay })
  expect(holidayToday(withSaturday, new Date('2026-12-26T11:00:00Z'))).toBe('Boxing Day')
})

test('the days ahead are those on which it would be open otherwise', () => {
  const ahead = closedDaysAhead(scotland, new Date('2026-12-20T11:00:00Z'), 14).map(({ day }) => day)
  expect(ahead).toEqual(['2026-12-25', '2026-12-28', '2027-01-01'])
})

test('what is told of the months ahead answers as all that is known', () => {
  for (let day = 0; day < 400; day += 7) {
    const now = new Date(Date.UTC(2026, 0, 1 + day, 18))
    expect(nextOpening(inTheMonthsAhead(scotland, now), now)).toEqual(nextOpening(scotland, now))
  }
  expect(inTheMonthsAhead(scotland, new Date('2026-12-20T11:00:00Z')).closedDays.length).toBeLessThan(12)
})
