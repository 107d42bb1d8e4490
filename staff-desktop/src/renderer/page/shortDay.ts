const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' })

/** A calendar day where there is little room: 1961-03-09 is "9 Mar 1961". */
export function shortDay(day: string): string {
  return format.format(new Date(`${day}T00:00:00Z`))
}
