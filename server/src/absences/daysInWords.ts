const all = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' })

/** 2026-11-30 is 30 November 2026. */
export function dayInWords(day: string): string {
  return all.format(new Date(`${day}T00:00:00Z`))
}

export function daysInWords({ firstDay, lastDay }: { firstDay: string; lastDay: string }): string {
  if (firstDay === lastDay) return `on ${dayInWords(firstDay)}`
  return `from ${dayInWords(firstDay)} to ${dayInWords(lastDay)}`
}
