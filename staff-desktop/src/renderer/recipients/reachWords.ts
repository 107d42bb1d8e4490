/** What whoever writes to somebody should know of how they learn of it, in a sentence. */
import type { Reach, UnreachableReason } from 'server/contract'

/** Beside a name in a list: in short, and what it means. */
export const reachLabels: Record<UnreachableReason, { label: string; meaning: string }> = {
  none: { label: 'No e-mail', meaning: 'We have no e-mail address for them' },
  bouncing: { label: 'Bouncing', meaning: 'E-mails to them come back' },
  unwanted: { label: 'Wants no e-mails', meaning: 'They asked for no e-mails' },
  unverified: { label: 'Not verified', meaning: 'We e-mail them, and nobody knows whether that arrives' },
}

const why: Record<Exclude<UnreachableReason, 'unverified'>, (name: string) => string> = {
  none: (name) => `We have no e-mail address for ${name}.`,
  bouncing: (name) => `E-mails to ${name} come back.`,
  unwanted: (name) => `${name} asked for no e-mails.`,
}

/** No e-mail tells them: whoever writes should know before they send. */
export const isNotTold = ({ unreachable }: Reach): boolean => unreachable !== null && unreachable !== 'unverified'

/** Null: an e-mail tells them. The telephone number, if there is one to see, comes after it. */
export function reachInWords(name: string, { unreachable, texts, telephone }: Reach): string | null {
  if (unreachable === null) return null
  if (unreachable === 'unverified') {
    const unsure = `Nobody has verified the e-mail address of ${name} yet: we use it, and do not know whether e-mails arrive.`
    return texts ? `${unsure} A text message tells them, too.` : unsure
  }
  const reason = why[unreachable](name)
  if (texts) return `${reason} A text message tells them that a message waits.`
  return `${reason} They see your message only when they sign in${telephone ? ': telephone' : '.'}`
}
