/** A unit's opening hours in words. On the server alone, so that no telephone loads the calendar. */
import {
  closedDaysAhead,
  holidayToday,
  isOpen,
  nextOpening,
  onWeekday,
  weekdayOf,
  type OpenTimes,
  type UnitContact,
} from 'server/contract'

/** What a patient reads of when a unit is open. */
export interface UnitTimes {
  /** "Monday to Friday, 8am to 6pm" */
  hours: string[]
  /** "Friday 25 December, Christmas Day": the days of the next two weeks on which it would be open otherwise. */
  closedDays: string[]
  /** Out of hours: when it opens next, where that is known, and which holiday it is. Null while it is open, or has no hours. */
  closed: { opens: string | undefined; holiday: string | undefined } | null
}

export function unitTimes(contact: UnitContact, now: Date): UnitTimes {
  return {
    hours: openingHoursInWords(contact.openingHours),
    closedDays: closedDaysAhead(contact, now, 14).map(({ day, name }) => `${dayInWords(day)}, ${name}`),
    closed:
      contact.openingHours.length > 0 && !isOpen(contact, now)
        ? { opens: nextOpeningInWords(contact, now), holiday: holidayToday(contact, now) }
        : null,
  }
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long' })

/** Days with the same times that follow each other are one line. */
function openingHoursInWords(hours: OpenTimes['openingHours']): string[] {
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

/** "today at 8am", "tomorrow, Tuesday 5 May, at 8am", "on Wednesday 6 May at 8am". */
function nextOpeningInWords(times: OpenTimes, now: Date): string | undefined {
  const next = nextOpening(times, now)
  if (!next) return undefined
  const { daysAhead, day, time } = next
  const when = daysAhead === 0 ? 'today' : daysAhead === 1 ? `tomorrow, ${dayInWords(day)},` : `on ${dayInWords(day)}`
  return `${when} at ${timeInWords(time)}`
}

/** 08:00 is "8am", 12:00 "midday", 17:30 "5:30pm". */
function timeInWords(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  if (minute === 0 && hour === 12) return 'midday'
  if (minute === 0 && hour % 24 === 0) return 'midnight'
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'}`
}

function timesOn(hours: OpenTimes['openingHours'], weekday: number): string {
  return onWeekday(hours, weekday)
    .map(({ opens, closes }) => `${timeInWords(opens)} to ${timeInWords(closes)}`)
    .join(' and ')
}

function dayRange(first: number, last: number): string {
  return first === last ? `${weekdays[first]}` : `${weekdays[first]} to ${weekdays[last]}`
}

function dayInWords(day: string): string {
  return `${weekdays[weekdayOf(day) - 1]} ${dayAndMonth.format(new Date(`${day}T00:00:00Z`))}`
}
