/**
 * The e-mails with a link that proves an address or lets somebody choose a password. They are composed from these facts
 * alone: no name, no unit, no role title. The address may have been mistyped, so nothing in them says whose account it is;
 * only somebody who is invited, or has forgotten how they sign in, is told the username, without which the mail is no use;
 * the latter's address is proved.
 */
import type { AccountKind } from '../accounts/contract.ts'
import { inWords } from './inWords.ts'
import { layOut, type Email } from './layOut.ts'
import { whoHelps } from './whoHelps.ts'

type LinkFacts = { link: URL; worksUntil: Date; kind: AccountKind } & (
  { purpose: 'verify_email' | 'reset' } | { purpose: 'invitation' | 'forgotten'; username: string }
)

const notReplied = 'Please do not reply to this e-mail: replies are not read.'

export function composeLinkEmail(facts: LinkFacts): Email {
  const { link: url } = facts
  const once = `The link works once, until ${inWords(facts.worksUntil)}.`
  switch (facts.purpose) {
    case 'verify_email':
      return layOut({
        subject: 'Confirm your e-mail address',
        paragraphs: [
          'This address was given to us so that PatientView Messages can tell you when there is a message for you.',
          'If it is yours, open this link to confirm it:',
        ],
        link: { url, label: 'Confirm this address' },
        after: [once],
        footer: ['If you do not know what this is about, delete this e-mail. Nothing will happen.', notReplied],
      })
    case 'reset':
      return layOut({
        subject: 'Choose a new password',
        paragraphs: [
          startedBy[facts.kind],
          'Your old password does not work any more. Open this link to choose a new one:',
        ],
        link: { url, label: 'Choose a new password' },
        after: [once],
        footer: [
          `If you did not ask anybody for this, do not open the link. ${whoHelps[facts.kind].tell}`,
          'Never give this link to anybody else. We never ask for your password.',
          notReplied,
        ],
      })
    case 'forgotten':
      return layOut({
        subject: 'Your username, and a new password',
        paragraphs: [
          'Somebody, probably you, asked for help with signing in to PatientView Messages.',
          `Your username is ${facts.username}.`,
          'If you have forgotten your password, open this link to choose a new one:',
        ],
        link: { url, label: 'Choose a new password' },
        after: [once, 'If you know your password, you can still sign in with it.'],
        footer: [
          'If you did not ask for this, you can delete this e-mail. Nothing has changed.',
          'Never give this link to anybody else. We never ask for your password.',
          notReplied,
        ],
      })
    case 'invitation':
      return layOut({
        subject: 'Your account for PatientView Messages',
        paragraphs: [
          'You are invited to PatientView Messages, a secure way to send and read messages. An account was made for you: all that is missing is a password that you choose.',
          `Your username is ${facts.username}. Please keep it: you need it to sign in.`,
          'Open this link to choose your password:',
        ],
        link: { url, label: 'Choose your password' },
        after: [
          `The link works once, for 72 hours: until ${inWords(facts.worksUntil)}.`,
          `When it has stopped working, ${whoHelps[facts.kind].ask}.`,
        ],
        footer: [
          'If you did not expect this, delete this e-mail. Nothing will happen.',
          'Never give this link to anybody else. We never ask for your password.',
          notReplied,
        ],
      })
  }
}

/** Somebody did it for them, whose name they need not know: R6 keeps units and role titles out of an e-mail. */
const startedBy: Record<AccountKind, string> = {
  patient: 'The staff who look after your account have started a new sign-in to PatientView Messages for you.',
  staff: 'An admin has started a new sign-in to PatientView Messages for you.',
}
