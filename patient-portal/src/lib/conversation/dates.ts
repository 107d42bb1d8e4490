/** Instants and days as people in the United Kingdom read them; always Europe/London, wherever the computer thinks it is. */

const timeZone = 'Europe/London'
const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...options })

const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const dayAndMonth = format({ day: 'numeric', month: 'long' })
const dayMonthAndYear = format({ day: 'numeric', month: 'long', year: 'numeric' })
const weekdayAndAll = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const calendarDay = format({ year: 'numeric', month: '2-digit', day: '2-digit' })
const weekdayAndDay = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})
const plainDay = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' })

/** "Today 14:03", "Yesterday 14:03", "3 November 14:03", "3 November 2024 14:03". */
export function formatInstant(instant: string, now: Date = new Date()): string {
  return `${friendlyDay(instant, now)} ${time.format(new Date(instant))}`
}

/** For a line in a list: "Today 14:03", "Yesterday", "3 November", "3 November 2024". */
export function formatInstantBriefly(instant: string, now: Date = new Date()): string {
  const day = friendlyDay(instant, now)
  return day === 'Today' ? `Today ${time.format(new Date(instant))}` : day
}

/** On paper "today" means nothing: "Monday 3 November 2025, 14:03". */
export function formatInstantForPrint(instant: string): string {
  return `${weekdayAndAll.format(new Date(instant)).replace(',', '')}, ${time.format(new Date(instant))}`
}

/** A calendar day, such as a date of birth: 1961-03-09 is "9 March 1961". */
export function formatDay(day: string): string {
  return plainDay.format(new Date(`${day}T00:00:00Z`))
}

/** A day of this year or the next: 2026-11-30 is "Monday 30 November". */
export function formatDayAhead(day: string): string {
  return weekdayAndDay.format(new Date(`${day}T00:00:00Z`)).replace(',', '')
}

function friendlyDay(instant: string, now: Date): string {
  const date = new Date(instant)
  const daysAgo = dayNumber(now) - dayNumber(date)
  if (daysAgo === 0) return 'Today'
  if (daysAgo === 1) return 'Yesterday'
  return yearOf(date) === yearOf(now) ? dayAndMonth.format(date) : dayMonthAndYear.format(date)
}

/** Days are counted on the London calendar: the clocks change, and hours would miscount. */
function dayNumber(date: Date): number {
  const { year, month, day } = calendarParts(date)
  return Date.UTC(year, month - 1, day) / 86_400_000
}

const yearOf = (date: Date) => calendarParts(date).year

function calendarParts(date: Date) {
  const [day = 0, month = 0, year = 0] = calendarDay.format(date).split('/').map(Number)
  return { year, month, day }
}
