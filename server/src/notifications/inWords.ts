/** An instant in an e-mail, as people in the United Kingdom say it: Sunday 22 November at 14:05. */
export function inWords(instant: Date): string {
  const inLondon = { timeZone: 'Europe/London' } as const
  const day = instant.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', ...inLondon })
  const time = instant.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...inLondon })
  return `${day.replace(',', '')} at ${time}`
}
