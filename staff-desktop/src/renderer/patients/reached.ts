/** Somebody whom a unit's admin wants to reach, and what can be done about it; whichever list they stand in. */
import type { EmailState, PatientLine, UnreachablePerson } from 'server/contract'
import { inviteAgain } from '../accounts/wayIn.ts'

export interface Reached extends Pick<
  UnreachablePerson,
  'id' | 'name' | 'kind' | 'dateOfBirth' | 'email' | 'telephone' | 'wayIn' | 'can'
> {
  emailState: EmailState
  /** Null: not known in this list. */
  isNew: boolean | null
}

export const fromPatient = (patient: PatientLine): Reached => ({
  ...patient,
  name: `${patient.firstName} ${patient.lastName}`,
  kind: 'patient',
  isNew: patient.lastSignInAt === null,
})

export const fromUnreachable = (person: UnreachablePerson): Reached => ({ ...person, isNew: null })

const notYoursAlone = 'Also in a unit that you do not look after'
const noEmail = 'There is no e-mail address'

/** Who has shown already that the address is theirs is not asked again. */
export const canBeVerified = ({ emailState }: Reached) => emailState !== 'verified'

/** Why it cannot be done; null: it can. */
export function whyNoVerification({ can, emailState }: Reached): string | null {
  if (can.sendVerification) return null
  if (emailState === 'none') return noEmail
  return can.changeAccount ? 'Not possible at the moment' : notYoursAlone
}

export function whyNoReset({ can, emailState }: Reached): string | null {
  if (can.resetSignIn) return null
  if (!can.changeAccount) return notYoursAlone
  if (emailState === 'none') return noEmail
  if (emailState === 'unverified') return 'The address is not verified'
  return emailState === 'bouncing' ? 'The address is bouncing' : 'Not possible at the moment'
}

export function whyNoInvitation({ can, emailState, wayIn }: Reached, now: Date): string | null {
  if (can.invite) return inviteAgain(wayIn, now)
  if (!can.changeAccount) return notYoursAlone
  return emailState === 'none' ? noEmail : 'Not possible at the moment'
}

export function whyNoLetter({ can }: Reached): string | null {
  if (can.printLetter) return null
  return can.changeAccount ? 'Their sign-in can be reset by e-mail' : notYoursAlone
}

export function whyNoWriting({ can, kind }: Reached, messagingOn: boolean): string | null {
  if (!messagingOn) return 'Messaging is off in this unit'
  if (can.write) return null
  return kind === 'patient' ? 'You are not in this unit yourself' : 'Not in the recipient list'
}
