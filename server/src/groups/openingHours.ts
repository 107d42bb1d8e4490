/**
 * When a unit is open, worked out in one place for everybody who asks. Its clock and its calendar are London's, wherever
 * this runs; nothing here asks what time it is.
 */
import { bankHolidaysOf, knownBankHolidays, type Nation } from './bankHolidays.ts'

interface Stretch {
  weekday: number
  opens: string
  closes: string
}

interface ClosedDay {
  day: string
  name: string
}

/** When a unit is open: by weekday, but for the days on which it is closed all the same. */
export interface OpenTimes {
  openingHours: Stretch[]
  closedDays: ClosedDay[]
  /** The last day of which it is known whether it is a bank holiday; null where bank holidays do not matter. */
  knownUntil: string | null
}

/** What a unit says of its hours. */
export interface UnitHours {
  openingHours: Stretch[]
  nation: Nation | null
  /** Days on which it is closed besides the bank holidays of its nation. */
  bankHolidays: ClosedDay[]
  /** Bank holidays on which it is open all the same. */
  openOnBankHolidays: string[]
}

/** So far ahead an opening is looked for: longer than any unit is closed. */
const lookAhead = 120

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** The days that the unit adds, and the bank holidays of its nation on which it is not open; in order, each day once. */
export function openTimesOf({ openingHours, nation, bankHolidays, openOnBankHolidays }: UnitHours): OpenTimes {
  const ofNation = bankHolidaysOf(nation).filter(({ day }) => !openOnBankHolidays.includes(day))
  const closedDays = [...new Map([...ofNation, ...bankHolidays].map((one) => [one.day, one])).values()]
  return {
    openingHours,
    closedDays: closedDays.sort((a, b) => a.day.localeCompare(b.day)),
    knownUntil: nation && knownBankHolidays.until,
  }
}

/** After the end of what is known of bank holidays, the weekday alone decides. */
export function isOpen({ openingHours, closedDays }: OpenTimes, now: Date): boolean {
  const { day, time } = londonNow(now)
  if (closedOn(closedDays, day)) return false
  return onWeekday(openingHours, weekdayOf(day)).some(({ opens, closes }) => opens <= time && time < closes)
}

/** The name of the day on which the unit is closed, when that day is today and it would be open otherwise. */
export function holidayToday({ openingHours, closedDays }: OpenTimes, now: Date): string | undefined {
  const { day } = londonNow(now)
  return onWeekday(openingHours, weekdayOf(day)).length > 0 ? closedOn(closedDays, day)?.name : undefined
}

/** When it opens next, by London's clock; undefined when it never does, or when nobody knows if that day is a holiday. */
export function nextOpening(
  { openingHours, closedDays, knownUntil }: OpenTimes,
  now: Date,
): { daysAhead: number; day: string; time: string } | undefined {
  const { day: today, time } = londonNow(now)
  for (let daysAhead = 0; daysAhead <= lookAhead; daysAhead++) {
    const day = daysAfter(today, daysAhead)
    if (daysAhead > 0 && knownUntil !== null && day > knownUntil) return undefined
    if (closedOn(closedDays, day)) continue
    const next = onWeekday(openingHours, weekdayOf(day)).find(({ opens }) => daysAhead > 0 || opens > time)
    if (next) return { daysAhead, day, time: next.opens }
  }
  return undefined
}

/** The days from today on for so many days on which the unit would be open otherwise. */
export function closedDaysAhead({ openingHours, closedDays }: OpenTimes, now: Date, days: number): ClosedDay[] {
  const { day: today } = londonNow(now)
  return closedDays
    .filter(({ day }) => day >= today && day <= daysAfter(today, days))
    .filter(({ day }) => onWeekday(openingHours, weekdayOf(day)).length > 0)
    .sort((a, b) => a.day.localeCompare(b.day))
}

/** What it takes to answer the questions above for some time to come, without the days that lie behind or far ahead. */
export function inTheMonthsAhead(times: OpenTimes, now: Date): OpenTimes {
  const { day: today } = londonNow(now)
  const [first, last] = [daysAfter(today, -1), daysAfter(today, lookAhead + 1)]
  return { ...times, closedDays: times.closedDays.filter(({ day }) => day >= first && day <= last) }
}

/** The stretches of a weekday (Monday is 1), the earliest first. */
export function onWeekday<Hours extends Stretch>(hours: Hours[], weekday: number): Hours[] {
  return hours.filter((each) => each.weekday === weekday).sort((a, b) => a.opens.localeCompare(b.opens))
}

/** Monday is 1. */
export const weekdayOf = (day: string) => atUtc(day).getUTCDay() || 7

/** Days are counted in UTC, where each has 24 hours: in London two of the year have not. */
export function daysAfter(day: string, count: number): string {
  const date = atUtc(day)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

/** What the calendar and the clock say in London. */
export function londonNow(now: Date): { day: string; time: string } {
  const parts = Object.fromEntries(clock.formatToParts(now).map(({ type, value }) => [type, value]))
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` }
}

const atUtc = (day: string) => new Date(`${day}T00:00:00Z`)

const closedOn = (closedDays: ClosedDay[], day: string) => closedDays.find((each) => each.day === day)
