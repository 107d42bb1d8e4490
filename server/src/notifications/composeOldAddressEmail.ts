/** Tells an address that it is no longer in use (R9). It knows nothing: not whose account it was, not the new address. */
import { layOut, type Email } from './layOut.ts'

export function composeOldAddressEmail(): Email {
  return layOut({
    subject: 'This e-mail address is no longer used',
    paragraphs: [
      'The e-mail address of an account for PatientView Messages was changed or removed. Until now it was this one.',
      'From now on, e-mails about its messages do not come here. For 30 days we may still tell you here if its password is changed.',
      'If this was meant to happen, there is nothing to do. If not, telephone the staff who look after your account and tell them: somebody may be trying to use it in your place.',
    ],
    footer: ['Nobody reads replies to this e-mail address.'],
  })
}
