import { bankHolidaysOf, type UnitContact } from 'server/contract'
import { expect, test } from 'vitest'
import { unitTimes } from './unitTimes.server.ts'

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:30', closes: '17:00' }))

function aUnit(changes: Partial<UnitContact> = {}): UnitContact {
  const telephones = { telephone: null, outOfHoursTelephone: null, answerTime: null }
  return { ...telephones, openingHours: weekdays, closedDays: [], knownUntil: null, ...changes }
}

const inScotland = aUnit({ closedDays: bankHolidaysOf('scotland'), knownUntil: '2028-12-31' })
const closedAt = (unit: UnitContact, now: string) => unitTimes(unit, new Date(now)).closed

test('days with the same hours are one line', () => {
  const now = new Date('2026-05-04T10:00:00Z')
  const hours = (openingHours: UnitContact['openingHours']) => unitTimes(aUnit({ openingHours }), now).hours
  expect(hours([...weekdays, { weekday: 6, opens: '09:00', closes: '12:00' }])).toEqual([
    'Monday to Friday, 8:30am to 5pm',
    'Saturday, 9am to midday',
  ])
  const lunch = [
    { weekday: 3, opens: '13:00', closes: '16:15' },
    { weekday: 3, opens: '08:00', closes: '12:00' },
  ]
  expect(hours(lunch)).toEqual(['Wednesday, 8am to midday and 1pm to 4:15pm'])
  expect(hours([])).toEqual([])
})

test.each([
  ['2026-11-05T07:00:00Z', 'today at 8:30am'],
  ['2026-11-05T18:00:00Z', 'tomorrow, Friday 6 November, at 8:30am'],
  ['2026-11-07T10:00:00Z', 'on Monday 9 November at 8:30am'],
  // The early May bank holiday is Monday the 4th.
  ['2026-05-01T17:00:00Z', 'on Tuesday 5 May at 8:30am'],
  // Good Friday, but no Easter Monday in Scotland.
  ['2026-04-02T17:00:00Z', 'on Monday 6 April at 8:30am'],
  ['2026-12-24T18:00:00Z', 'on Tuesday 29 December at 8:30am'],
  ['2026-12-31T18:00:00Z', 'on Tuesday 5 January at 8:30am'],
])('a unit in Scotland that is closed at %s opens %s', (now, opens) => {
  expect(closedAt(inScotland, now)?.opens).toBe(opens)
})

test('while it is open, or when nobody has entered hours, it is not said to be closed', () => {
  expect(closedAt(inScotland, '2026-11-05T10:00:00Z')).toBeNull()
  expect(closedAt(aUnit({ openingHours: [] }), '2026-11-05T22:00:00Z')).toBeNull()
})

test('a holiday is named on the day itself', () => {
  expect(closedAt(inScotland, '2026-11-30T11:00:00Z')).toEqual({
    holiday: 'St Andrew’s Day',
    opens: 'tomorrow, Tuesday 1 December, at 8:30am',
  })
})

test('past the last year that is known nobody says when it opens', () => {
  expect(closedAt(inScotland, '2028-12-31T18:00:00Z')).toEqual({ holiday: undefined, opens: undefined })
})

test('the closed days of the next two weeks are told, in order', () => {
  expect(unitTimes(inScotland, new Date('2026-12-20T11:00:00Z')).closedDays).toEqual([
    'Friday 25 December, Christmas Day',
    'Monday 28 December, Boxing Day (substitute day)',
    'Friday 1 January, New Year’s Day',
  ])
  expect(unitTimes(inScotland, new Date('2026-12-10T11:00:00Z')).closedDays).toEqual([])
})
