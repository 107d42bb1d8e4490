/** Tells staff what a colleague did in their name. It knows what, who and when: not in which unit, and no days. */
import type { ColleagueDid } from '../jobs.ts'
import { inWords } from './inWords.ts'
import { layOut, type Email } from './layOut.ts'

/** Null: the unit does not want names in e-mails. */
export function composeColleagueEmail(what: ColleagueDid, byName: string | null, at: Date): Email {
  const { subject, did, means, look } = said[what]
  return layOut({
    subject,
    paragraphs: [
      `${byName ?? 'A colleague'} ${did} on ${inWords(at)}.`,
      means,
      'If you know about this, there is nothing to do.',
      `If you do not, ${look}. Then ask a unit admin about it, or Central Support.`,
    ],
    footer: [
      'This e-mail has no link on purpose. We never ask for your password.',
      'Please do not reply to this e-mail: replies are not read.',
    ],
  })
}

const whileAway =
  'On the days of an absence somebody else gets what is written to you, and can read those conversations from their beginning.'
const lookAtAbsence =
  'open “When I am away” in the PatientView Messages desktop app: it shows from when until when, and who covers for you, and you can end it there'

const said: Record<ColleagueDid, { subject: string; did: string; means: string; look: string }> = {
  enteredAbsence: {
    subject: 'An absence was entered for you',
    did: 'entered an absence for you in PatientView Messages',
    means: whileAway,
    look: lookAtAbsence,
  },
  changedAbsence: {
    subject: 'Your absence was changed',
    did: 'changed an absence of yours in PatientView Messages',
    means: whileAway,
    look: lookAtAbsence,
  },
  closedForAWhile: {
    subject: 'You were taken off a staff list and put back',
    did: 'put you back on a staff list in PatientView Messages, after you had been taken off it,',
    means:
      'Until then a colleague had your conversations and could read them from their beginning. You have them again.',
    look: 'look into your conversations: a line in each says who had your place',
  },
}
