/** The days that are kept as data are those that the rules give, so a slip of the hand shows. */
import { expect, test } from 'vitest'
import { bankHolidaysOf, knownBankHolidays, nations, type Nation } from './bankHolidays.ts'

const years = [2025, 2026, 2027, 2028]
const dayMs = 86_400_000
const on = (year: number, month: number, date: number) => Date.UTC(year, month - 1, date)
const asDay = (at: number) => new Date(at).toISOString().slice(0, 10)
const isWeekend = (at: number) => [0, 6].includes(new Date(at).getUTCDay())

/** Gauss, with the corrections of the Gregorian calendar. */
function easter(year: number): number {
  const century = Math.floor(year / 100)
  const moon = (15 + century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25)) % 30
  const d = (19 * (year % 19) + moon) % 30
  const fullMoon = d === 29 || (d === 28 && year % 19 > 10) ? d - 1 : d
  const first = on(year, 3, 21) + fullMoon * dayMs
  return first + (7 - new Date(first).getUTCDay()) * dayMs
}

function monday(year: number, month: number, which: 'first' | 'last'): number {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const dates = Array.from({ length: last }, (_, n) => on(year, month, n + 1))
  const mondays = dates.filter((at) => new Date(at).getUTCDay() === 1)
  return which === 'first' ? mondays[0]! : mondays.at(-1)!
}

/** The days that have a date: one on a weekend moves to the next working day that is free. */
function withSubstitutes(days: number[], { alsoOnWeekends = false } = {}): number[] {
  const taken = new Set(days.filter((at) => !isWeekend(at)))
  for (const day of days.filter(isWeekend)) {
    let substitute = day
    while (isWeekend(substitute) || taken.has(substitute)) substitute += dayMs
    taken.add(substitute)
  }
  return [...taken, ...(alsoOnWeekends ? days.filter(isWeekend) : [])]
}

function byRule(nation: Nation, year: number): string[] {
  const scotland = nation === 'scotland'
  const ireland = nation === 'northern_ireland'
  const atNewYear = [on(year, 1, 1), ...(scotland ? [on(year, 1, 2)] : [])]
  return [
    ...withSubstitutes(atNewYear, { alsoOnWeekends: true }),
    ...(ireland ? withSubstitutes([on(year, 3, 17)]) : []),
    easter(year) - 2 * dayMs,
    ...(scotland ? [] : [easter(year) + dayMs]),
    monday(year, 5, 'first'),
    monday(year, 5, 'last'),
    // Proclaimed for this one year.
    ...(scotland && year === 2026 ? [on(2026, 6, 15)] : []),
    ...(ireland ? withSubstitutes([on(year, 7, 12)]) : []),
    scotland ? monday(year, 8, 'first') : monday(year, 8, 'last'),
    ...(scotland ? withSubstitutes([on(year, 11, 30)]) : []),
    ...withSubstitutes([on(year, 12, 25), on(year, 12, 26)], { alsoOnWeekends: true }),
  ]
    .sort((a, b) => a - b)
    .map(asDay)
}

test('Easter is when it was and will be', () => {
  expect([1954, 1981, 2000, 2025, 2026, 2027, 2028].map((year) => asDay(easter(year)))).toEqual([
    ...['1954-04-18', '1981-04-19', '2000-04-23', '2025-04-20', '2026-04-05', '2027-03-28', '2028-04-16'],
  ])
})

test.each(nations.flatMap((nation) => years.map((year) => [nation, year] as const)))('%s in %i', (nation, year) => {
  const kept = bankHolidaysOf(nation).filter(({ day }) => day.startsWith(String(year)))
  expect(kept.map(({ day }) => day)).toEqual(byRule(nation, year))
})

test('each day says what it is, and which stands in for another', () => {
  const named = (nation: Nation) => Object.fromEntries(bankHolidaysOf(nation).map(({ day, name }) => [day, name]))
  expect(named('scotland')).toMatchObject({
    '2026-06-15': 'World Cup bank holiday',
    '2026-12-28': 'Boxing Day (substitute day)',
    '2028-01-03': 'New Year’s Day (substitute day)',
    '2028-01-04': '2nd January (substitute day)',
  })
  expect(named('northern_ireland')).toMatchObject({
    '2025-07-14': 'Battle of the Boyne (substitute day)',
    '2027-03-17': 'St Patrick’s Day',
  })
  expect(named('england_and_wales')).toMatchObject({
    '2027-12-27': 'Christmas Day (substitute day)',
    '2027-12-28': 'Boxing Day (substitute day)',
    '2028-05-29': 'Spring bank holiday',
  })
})

test('the years are those that it claims to know, and nobody’s days are nobody’s', () => {
  const all = nations.flatMap((nation) => bankHolidaysOf(nation).map(({ day }) => day)).sort()
  expect(all[0]!.slice(0, 4)).toBe(knownBankHolidays.from.slice(0, 4))
  expect(all.at(-1)!.slice(0, 4)).toBe(knownBankHolidays.until.slice(0, 4))
  expect(bankHolidaysOf(null)).toEqual([])
})
