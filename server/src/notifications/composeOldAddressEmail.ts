/** Tells an address that it is no longer in use (R9). It knows nothing: not whose account it was, not the new address. */
import type { AccountKind } from '../accounts/contract.ts'
import { layOut, type Email } from './layOut.ts'
import { whoHelps } from './whoHelps.ts'

export function composeOldAddressEmail(kind: AccountKind): Email {
  return layOut({
    subject: 'This e-mail address is no longer used',
    paragraphs: [
      'The e-mail address of an account for PatientView Messages was changed or removed. Until now it was this one.',
      'From now on, e-mails about its messages do not come here. For 30 days we may still tell you here if its password is changed.',
      `If this was meant to happen, there is nothing to do. If not, somebody may be trying to use the account in your place. ${whoHelps[kind].tell}`,
    ],
    footer: ['Please do not reply to this e-mail: replies are not read.'],
  })
}
