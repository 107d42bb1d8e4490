import type { AccountKind, UnreachableCounts, UnreachableReason } from 'server/contract'
import { counted } from '../page/digits.ts'

/** Why no e-mail reaches somebody, or nobody knows whether it does; in the order of what is to be done about it; with what the word means. */
export const reasonWords: Record<UnreachableReason, { filter: string; line: string; meaning?: string }> = {
  none: { filter: 'No e-mail address', line: 'No e-mail address' },
  bouncing: { filter: 'Bouncing', line: 'Bouncing', meaning: 'E-mails come back' },
  unwanted: { filter: 'Wants no e-mails', line: 'Wants no e-mails', meaning: 'They asked for none' },
  unverified: {
    filter: 'Not verified yet',
    line: 'Address not verified yet',
    meaning: 'We e-mail it, and nobody knows whether that arrives',
  },
}

/** What is said beside the reason when whoever was e-mailed did not know the date of birth. */
export const distrusted = 'Whoever opened our link did not know the date of birth. Check the address with the patient.'

/** What they have in common, above the list: who is told of a message by no e-mail, and of whom nobody knows. */
export function whoTheyAre(counts: UnreachableCounts | null): string {
  const order = 'Those without a note come first.'
  if (!counts) return order
  const { unverified } = counts
  const notTold = counts.none + counts.bouncing + counts.unwanted
  const said = [
    notTold > 0 && `No e-mail tells ${counted(notTold, 'person', 'people')} of a message.`,
    unverified > 0 &&
      `${counted(unverified, 'person is', 'people are')} e-mailed at an address that nobody has verified, so nobody knows whether that arrives.`,
  ]
  return [...said.filter(Boolean), order].join(' ')
}

/** "No patient here matches “o'brien” and has the reason “Bouncing”." */
export function nobodyFound(
  kind: AccountKind | null,
  { filter, only }: { filter: string; only: UnreachableReason | null },
): string {
  const nobody = kind === null ? 'Nobody here' : kind === 'staff' ? 'No member of staff here' : 'No patient here'
  const which = [filter && `matches “${filter}”`, only && `has the reason “${reasonWords[only].filter}”`]
  return `${nobody} ${which.filter(Boolean).join(' and ') || 'has to be reached another way'}.`
}
