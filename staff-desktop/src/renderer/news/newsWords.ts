import type { ManagedNews, NewsAudience, NewsState } from 'server/contract'
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

/** "4,210 people" */
export const people = (count: number) => `${count.toLocaleString('en-GB')} ${count === 1 ? 'person' : 'people'}`
