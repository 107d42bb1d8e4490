/** A unit's opening hours in words, and whether it is open now; its clock and its calendar are London's. */
import type { BankHolidays, OpeningHours } from 'server/contract'

/** When a unit is open: by weekday, but for the days on which it is closed all the same. */
export interface OpenTimes {
  openingHours: OpeningHours
  bankHolidays: BankHolidays
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long' })

/** So far ahead an opening is looked for: longer than any unit is closed. */
const lookAhead = 120

/** "Monday to Friday, 8am to 6pm"; days with the same times that follow each other are one line. */
export function openingHoursInWords(hours: OpeningHours): string[] {
  const days = weekdays.map((_, index) => timesOn(hours, index + 1))
  const lines: string[] = []
  for (let first = 0; first < days.length;) {
    let last = first
    while (last + 1 < days.length && days[last + 1] === days[first]) last++
    if (days[first]) lines.push(`${dayRange(first, last)}, ${days[first]}`)
    first = last + 1
  }
  return lines
}

export function isOpen({ openingHours, bankHolidays }: OpenTimes, now: Date): boolean {
  const { day, time } = londonNow(now)
  if (holidayOn(bankHolidays, day)) return false
  return onDay(openingHours, weekdayOf(day)).some(({ opens, closes }) => opens <= time && time < closes)
}

/** The name of the day on which the unit is closed, when that day is today and it would be open otherwise. */
export function holidayToday({ openingHours, bankHolidays }: OpenTimes, now: Date): string | undefined {
  const { day } = londonNow(now)
  return onDay(openingHours, weekdayOf(day)).length > 0 ? holidayOn(bankHolidays, day)?.name : undefined
}

/**
 * "today at 8am", "tomorrow at 8am", "on Monday at 8am", a week ahead or later "on Monday 4 January at 8am"; undefined
 * for a unit without opening hours.
 */
export function nextOpening({ openingHours, bankHolidays }: OpenTimes, now: Date): string | undefined {
  const { day: today, time } = londonNow(now)
  for (let ahead = 0; ahead <= lookAhead; ahead++) {
    const day = daysAfter(today, ahead)
    if (holidayOn(bankHolidays, day)) continue
    const next = onDay(openingHours, weekdayOf(day)).find(({ opens }) => ahead > 0 || opens > time)
    if (next) return `${dayAhead(ahead, day)} at ${timeInWords(next.opens)}`
  }
  return undefined
}

/** "Friday 25 December, Christmas Day": the days of the next two weeks on which the unit would be open otherwise. */
export function closedDaysAhead({ openingHours, bankHolidays }: OpenTimes, now: Date): string[] {
  const { day: today } = londonNow(now)
  return bankHolidays
    .filter(({ day }) => day >= today && day <= daysAfter(today, 14))
    .filter(({ day }) => onDay(openingHours, weekdayOf(day)).length > 0)
    .sort((a, b) => a.day.localeCompare(b.day))
    .map(({ day, name }) => `${dayInWords(day)}, ${name}`)
}

/** 08:00 is "8am", 12:00 "midday", 17:30 "5:30pm". */
function timeInWords(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  if (minute === 0 && hour === 12) return 'midday'
  if (minute === 0 && hour % 24 === 0) return 'midnight'
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'}`
}

function timesOn(hours: OpeningHours, weekday: number): string {
  return onDay(hours, weekday)
    .map(({ opens, closes }) => `${timeInWords(opens)} to ${timeInWords(closes)}`)
    .join(' and ')
}

function onDay(hours: OpeningHours, weekday: number): OpeningHours {
  return hours.filter((each) => each.weekday === weekday).sort((a, b) => a.opens.localeCompare(b.opens))
}

function dayRange(first: number, last: number): string {
  return first === last ? `${weekdays[first]}` : `${weekdays[first]} to ${weekdays[last]}`
}

function dayAhead(ahead: number, day: string): string {
  if (ahead === 0) return 'today'
  if (ahead === 1) return 'tomorrow'
  return ahead < 7 ? `on ${weekdays[weekdayOf(day) - 1]}` : `on ${dayInWords(day)}`
}

function dayInWords(day: string): string {
  return `${weekdays[weekdayOf(day) - 1]} ${dayAndMonth.format(atUtc(day))}`
}

function holidayOn(holidays: BankHolidays, day: string) {
  return holidays.find((each) => each.day === day)
}

/** Days are counted in UTC, where each has 24 hours: in London two of the year have not. */
const atUtc = (day: string) => new Date(`${day}T00:00:00Z`)

/** Monday is 1. */
const weekdayOf = (day: string) => atUtc(day).getUTCDay() || 7

function daysAfter(day: string, count: number): string {
  const date = atUtc(day)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

function londonNow(now: Date): { day: string; time: string } {
  const parts = Object.fromEntries(clock.formatToParts(now).map(({ type, value }) => [type, value]))
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` }
}
