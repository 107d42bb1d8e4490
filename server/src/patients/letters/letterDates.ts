/** Days and times on paper, as people in the United Kingdom say them, by the clock there. */
const inLondon = { timeZone: 'Europe/London' } as const

export function letterDay(instant: Date): string {
  return instant.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', ...inLondon })
}

/** "15:15 on Wednesday 25 November", as the apps and the e-mails write it. */
export function letterDeadline(instant: Date): string {
  const time = instant.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...inLondon })
  const day = instant.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', ...inLondon })
  return `${time} on ${day.replace(',', '')}`
}
