import type { AccountKind, UnreachableReason } from 'server/contract'

/** Why no e-mail reaches somebody, in the order of what is to be done about it; with what the word means. */
export const reasonWords: Record<UnreachableReason, { filter: string; line: string; meaning?: string }> = {
  none: { filter: 'No e-mail address', line: 'No e-mail address' },
  bouncing: { filter: 'Bouncing', line: 'Bouncing', meaning: 'E-mails come back' },
  unverified: { filter: 'Address not verified', line: 'Address not verified' },
}

/** What is said beside the reason when whoever was e-mailed did not know the date of birth. */
export const distrusted = 'Whoever opened our link did not know the date of birth. Check the address with the patient.'

/** "No patient here matches “o'brien” and has the reason “Bouncing”." */
export function nobodyFound(
  kind: AccountKind | null,
  { filter, only }: { filter: string; only: UnreachableReason | null },
): string {
  const nobody = kind === null ? 'Nobody here' : kind === 'staff' ? 'No member of staff here' : 'No patient here'
  const which = [filter && `matches “${filter}”`, only && `has the reason “${reasonWords[only].filter}”`]
  return `${nobody} ${which.filter(Boolean).join(' and ') || 'has to be reached another way'}.`
}
