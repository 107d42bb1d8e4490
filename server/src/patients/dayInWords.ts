const inWords = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** 1961-03-09 as people here say it: 9 March 1961. */
export function dayInWords(day: string | null): string {
  if (!day) return 'on an unknown day'
  return inWords.format(new Date(`${day}T00:00:00Z`))
}
