const words = { timeZone: 'UTC', day: 'numeric', month: 'long' } as const
const dayAndMonth = new Intl.DateTimeFormat('en-GB', words)
const withYear = new Intl.DateTimeFormat('en-GB', { ...words, year: 'numeric' })

/** 2026-11-30 is 30 November 2026. */
export function dayInWords(day: string): string {
  return withYear.format(new Date(`${day}T00:00:00Z`))
}

/** Seen from `today`: 30 November, or 4 January 2027 when that is another year. */
export function untilInWords(day: string, today: string): string {
  return day.slice(0, 4) === today.slice(0, 4) ? dayAndMonth.format(new Date(`${day}T00:00:00Z`)) : dayInWords(day)
}

export function daysInWords({ firstDay, lastDay }: { firstDay: string; lastDay: string }): string {
  if (firstDay === lastDay) return `on ${dayInWords(firstDay)}`
  return `from ${dayInWords(firstDay)} to ${dayInWords(lastDay)}`
}
