import type { UnreachableReason } from 'server/contract'

/** Why no e-mail reaches somebody, in the order of what is to be done about it. */
export const reasonWords: Record<UnreachableReason, { filter: string; line: string }> = {
  none: { filter: 'No e-mail address', line: 'No e-mail address' },
  bouncing: { filter: 'E-mails come back', line: 'E-mails come back' },
  unverified: { filter: 'Address not verified', line: 'Address not verified' },
}
