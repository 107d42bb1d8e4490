/** What was looked for and what was found, in a sentence. */
import { cappedCount } from 'patient-portal/conversation'
import type { PatientsOnly } from './patientList.ts'

/** The list writes days as 12 Apr 1958. */
export const searchHint = 'Name, NHS number, or date of birth: 12 Apr 1958'

const onlyWords: Record<PatientsOnly, string> = {
  no_email: 'has no e-mail address',
  unverified: 'has an address that is not verified',
  bouncing: 'has a bouncing address',
  never_signed_in: 'has never signed in',
}

/** "matches “o'brien” and has never signed in"; empty when everybody was asked for. */
export function whatWasSearched({ filter, only }: { filter: string; only: PatientsOnly | null }): string {
  return [filter && `matches “${filter}”`, only && onlyWords[only]].filter(Boolean).join(' and ')
}

export function howMany(count: number, hasMore: boolean, searched: string): string {
  const people = `${cappedCount(count, 1_000_000)} ${count === 1 ? 'patient' : 'patients'}`
  return `${hasMore ? 'More than ' : ''}${people}${searched ? ' found' : ''}`
}
