/** Days and instants where there is little room, as in a line of a list. */
import { formatInstant, formatInstantBriefly } from 'patient-portal/conversation'

const format = (timeZone: string, year?: 'numeric') =>
  new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year })
const plainDay = format('UTC', 'numeric')
const thisYear = format('Europe/London')
const anyYear = format('Europe/London', 'numeric')

/** A calendar day: 1961-03-09 is "9 Mar 1961". */
export function briefDay(day: string): string {
  return plainDay.format(new Date(`${day}T00:00:00Z`))
}

/** "14:03", "Yesterday", "3 Nov", "3 Nov 2024". */
export function briefInstant(instant: string, now: Date = new Date()): string {
  const friendly = formatInstantBriefly(instant, now)
  if (friendly.startsWith('Today ')) return friendly.slice('Today '.length)
  if (friendly === 'Yesterday') return friendly
  return (/\d{4}$/.test(friendly) ? anyYear : thisYear).format(new Date(instant))
}

/** "14:05" today, with its day before that, as in the middle of a sentence: "yesterday 14:05". */
export function clockOf(instant: string, now: Date): string {
  return formatInstant(instant, now)
    .replace(/^Today /, '')
    .replace(/^Yesterday/, 'yesterday')
}
