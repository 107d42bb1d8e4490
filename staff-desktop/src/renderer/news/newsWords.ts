import type { ManagedNews, NewsAudience, NewsState } from 'server/contract'
import { londonNow } from 'server/contract'
import { formatDay } from 'patient-portal/conversation'

export const audienceWords: Record<NewsAudience, string> = {
  patients: 'Patients',
  staff: 'Staff',
  both: 'Patients and staff',
}

export function stateInWords(state: NewsState, { showsFrom, showsUntil }: ManagedNews['content']): string {
  switch (state) {
    case 'draft':
      return 'Draft'
    case 'scheduled':
      return `Shows from ${formatDay(showsFrom)}`
    case 'showing':
      return `Showing until ${formatDay(showsUntil)}`
    case 'ended':
      return `Ended ${formatDay(showsUntil)}`
    case 'withdrawn':
      return 'Withdrawn'
  }
}

/** The e-mail about an item goes at 8 in the morning of its first day; when that is over, at once. */
export function whenEmailed(showsFrom: string, now: Date): string {
  const { day, time } = londonNow(now)
  if (showsFrom > day) return `at 8 in the morning on ${formatDay(showsFrom)}`
  return showsFrom === day && time < '08:00' ? 'at 8 this morning' : 'at once'
}

/** "4,210 people" */
export const people = (count: number) => `${count.toLocaleString('en-GB')} ${count === 1 ? 'person' : 'people'}`
