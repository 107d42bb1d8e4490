/** A unit's opening hours in words, and whether it is open now; its clock is London's. */
import type { OpeningHours } from 'server/contract'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'long',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

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

export function isOpen(hours: OpeningHours, now: Date): boolean {
  const { weekday, time } = londonNow(now)
  return hours.some((each) => each.weekday === weekday && each.opens <= time && time < each.closes)
}

/** "today at 8am", "tomorrow at 8am", "on Monday at 8am"; undefined for a unit without opening hours. */
export function nextOpening(hours: OpeningHours, now: Date): string | undefined {
  const { weekday, time } = londonNow(now)
  for (let ahead = 0; ahead <= 7; ahead++) {
    const day = ((weekday - 1 + ahead) % 7) + 1
    const next = onDay(hours, day).find((each) => ahead > 0 || each.opens > time)
    if (next) return `${dayAhead(ahead, day)} at ${timeInWords(next.opens)}`
  }
  return undefined
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

function dayAhead(ahead: number, weekday: number): string {
  if (ahead === 0) return 'today'
  return ahead === 1 ? 'tomorrow' : `on ${weekdays[weekday - 1]}`
}

function londonNow(now: Date): { weekday: number; time: string } {
  const parts = Object.fromEntries(clock.formatToParts(now).map(({ type, value }) => [type, value]))
  return { weekday: weekdays.indexOf(parts.weekday ?? '') + 1, time: `${parts.hour}:${parts.minute}` }
}
