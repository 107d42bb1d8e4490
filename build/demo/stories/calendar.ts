/** When the lines of a story were written, seen from the moment at which the demo is filled. */
import type { When } from './story.ts'

const inLondon = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'medium',
})

export function instantOf(when: When, now: Date): Date {
  const hours = /^(\d+)h$/.exec(when)
  if (hours) return new Date(now.getTime() - Number(hours[1]) * 3_600_000)
  const [, days, hour, minute] = /^(\d+)d (\d+):(\d+)$/.exec(when) ?? []
  return londonTime(workingDaysBefore(now, Number(days)), Number(hour), Number(minute))
}

/** A day as UTC midnight. */
function workingDaysBefore(now: Date, count: number): Date {
  const day = new Date(`${inLondon.format(now).slice(0, 10)}T00:00:00Z`)
  for (let left = count; left > 0;) {
    day.setUTCDate(day.getUTCDate() - 1)
    if (day.getUTCDay() !== 0 && day.getUTCDay() !== 6) left -= 1
  }
  return day
}

function londonTime(day: Date, hour: number, minute: number): Date {
  const asIfUtc = day.getTime() + (hour * 60 + minute) * 60_000
  const shown = inLondon.format(asIfUtc)
  return new Date(asIfUtc - (new Date(`${shown.replace(' ', 'T')}Z`).getTime() - asIfUtc))
}
