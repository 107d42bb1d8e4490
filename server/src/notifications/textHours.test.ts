import { expect, test } from 'vitest'
import type { UnitHours } from '../groups/openingHours.ts'
import { textsOpenAt } from './textHours.ts'

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:30', closes: '17:00' }))
const unit: UnitHours = {
  openingHours: weekdays,
  nation: null,
  bankHolidays: [{ day: '2026-12-25', name: 'Christmas Day' }],
  openOnBankHolidays: [],
}
const at = (times: UnitHours, now: string) => textsOpenAt(times, new Date(now))?.toISOString() ?? 'now'

test.each([
  ['in the morning before they open', '2026-11-23T07:00:00Z', '2026-11-23T08:30:00.000Z'],
  ['when they open', '2026-11-23T08:30:00Z', 'now'],
  ['just before they close', '2026-11-23T16:59:59Z', 'now'],
  ['when they close', '2026-11-23T17:00:00Z', '2026-11-24T08:30:00.000Z'],
  ['on Friday evening', '2026-11-27T18:00:00Z', '2026-11-30T08:30:00.000Z'],
  ['on the evening before a closed day and a weekend', '2026-12-24T18:00:00Z', '2026-12-28T08:30:00.000Z'],
  ['on the closed day', '2026-12-25T10:00:00Z', '2026-12-28T08:30:00.000Z'],
  ['in summer', '2026-07-01T03:00:00Z', '2026-07-01T07:30:00.000Z'],
  ['in summer, open by their clock', '2026-07-01T07:30:00Z', 'now'],
  ['in winter it would be closed then', '2026-12-01T07:30:00Z', '2026-12-01T08:30:00.000Z'],
  // On Sunday 29 March 2026 the clocks go forward, on Sunday 25 October back.
  ['over the weekend on which the clocks go forward', '2026-03-27T18:00:00Z', '2026-03-30T07:30:00.000Z'],
  ['over the weekend on which the clocks go back', '2026-10-23T18:00:00Z', '2026-10-26T08:30:00.000Z'],
])('%s', (_, now, expected) => {
  expect(at(unit, now)).toBe(expected)
})

test('an hour that is left out in spring comes an hour later, and one that comes twice comes first', () => {
  const sundays = { ...unit, openingHours: [{ weekday: 7, opens: '01:30', closes: '05:00' }] }
  expect(at(sundays, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z')
  expect(at(sundays, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z')
})

test('of a unit that has not said when it is open, nine to five, every day but closed ones', () => {
  const silent = { ...unit, openingHours: [] }
  expect(at(silent, '2026-11-22T08:59:00Z')).toBe('2026-11-22T09:00:00.000Z')
  expect(at(silent, '2026-11-22T09:00:00Z')).toBe('now')
  expect(at(silent, '2026-11-22T17:00:00Z')).toBe('2026-11-23T09:00:00.000Z')
  expect(at(silent, '2026-12-25T10:00:00Z')).toBe('2026-12-26T09:00:00.000Z')
})

test('the bank holidays of its nation are closed days, but those on which it is open', () => {
  const inScotland: UnitHours = { ...unit, nation: 'scotland', openOnBankHolidays: ['2026-12-28'] }
  expect(at(inScotland, '2026-11-30T10:00:00Z')).toBe('2026-12-01T08:30:00.000Z')
  expect(at(inScotland, '2026-12-28T10:00:00Z')).toBe('now')
})

test('a unit that is never open is asked again a day later', () => {
  const bankHolidays = Array.from({ length: 200 }, (_, n) => ({
    day: new Date(Date.UTC(2026, 10, 20 + n)).toISOString().slice(0, 10),
    name: 'Closed',
  }))
  expect(at({ ...unit, bankHolidays }, '2026-11-23T10:00:00Z')).toBe('2026-11-24T09:00:00.000Z')
})
