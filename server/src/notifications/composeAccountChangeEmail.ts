/** Tells somebody that how they sign in was changed. It knows what and when, and nothing about whose account it is. */
import type { AccountKind } from '../accounts/contract.ts'
import type { AccountChange } from '../jobs.ts'
import { inWords } from './inWords.ts'
import { layOut, type Email } from './layOut.ts'
import { whoHelps } from './whoHelps.ts'

export function composeAccountChangeEmail(what: AccountChange, at: Date, kind: AccountKind): Email {
  const { subject, happened, why, mine = 'this was you', notMine = 'this was not you' } = said[what]
  return layOut({
    subject,
    paragraphs: [
      `${happened} on ${inWords(at)}.`,
      `If ${mine}, there is nothing to do.`,
      `If ${notMine}, ${why ?? 'somebody else may be using your account'}. Choose a new password at once: go to where you sign in and say that you have forgotten it. ${kind === 'patient' ? `${passkeys} ` : ''}${whoHelps[kind].tell}`,
    ],
    footer: [
      'This e-mail has no link on purpose. We never ask for your password.',
      'Please do not reply to this e-mail: replies are not read.',
    ],
  })
}

/** Whoever has one signs in without the password, so a new password alone does not keep them out. */
const passkeys =
  'If you have passkeys, the page asks whether to remove them: say yes, because a passkey that somebody else has added signs them in even after you have a new password. You can also see and remove passkeys when you are signed in: open Account, then Passkeys.'

interface Said {
  subject: string
  /** Goes on with when. */
  happened: string
  /** What it means when it was not them. */
  why?: string
  /** Of what others do for them: that they wanted it, and that they did not. */
  mine?: string
  notMine?: string
}

const said: Record<AccountChange, Said> = {
  password: {
    subject: 'Your password was changed',
    happened: 'Your password for PatientView Messages was changed',
  },
  secondFactorOn: {
    subject: 'Signing in now takes a code',
    happened: 'Codes at sign-in were set up for your account for PatientView Messages',
  },
  secondFactorOff: {
    subject: 'Signing in takes no code any more',
    happened: 'Codes at sign-in were turned off for your account for PatientView Messages',
  },
  recoveryCodesRenewed: {
    subject: 'You have new recovery codes',
    happened:
      'New recovery codes were made for your account for PatientView Messages, and the ones before stopped working,',
  },
  recoveryCodeUsed: {
    subject: 'A recovery code was used',
    happened: 'One of your recovery codes for PatientView Messages was used',
  },
  passkeyAdded: {
    subject: 'A passkey was added',
    happened: 'A passkey was added to your account for PatientView Messages',
  },
  passkeyRemoved: {
    subject: 'A passkey was removed',
    happened: 'A passkey was removed from your account for PatientView Messages',
  },
  letterPrinted: {
    subject: 'A letter with a code was printed for you',
    happened: 'Staff printed a letter with a code to choose a new password for your account for PatientView Messages',
    mine: 'you asked for it',
    notMine: 'you did not ask for it',
    why: 'somebody else may be trying to use your account',
  },
  secondStepRefused: {
    subject: 'Wrong codes were entered for your account',
    happened: 'Your password for PatientView Messages was entered and then several wrong codes, the last of them',
    why: 'somebody knows your password',
  },
}
