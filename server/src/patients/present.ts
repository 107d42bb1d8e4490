import { fullName } from '../accounts/Account.ts'
import { emailState } from '../accounts/emailState.ts'
import { wayInOf } from '../accounts/lastInvitation.ts'
import type { Group } from '../groups/Group.ts'
import type { Actor } from '../http/scene.ts'
import type { PatientLine, UnreachablePerson } from './contract.ts'
import type { PatientRow } from './listPatients.ts'
import type { UnreachableRow } from './listUnreachable.ts'
import { whatCanBeDone } from './policy.ts'

export function presentPatient(row: PatientRow, actor: Actor, unit: Group): PatientLine {
  const { emailVerified, emailBouncing, hasPassword, invitation, lastSignInAt, memberships, ...shown } = row
  const hasEmail = row.email !== null
  return {
    ...shown,
    emailState: emailState({ hasEmail, emailVerified, emailBouncing }),
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
    wayIn: wayInOf({ hasPassword, invitation }),
    can: whatCanBeDone(
      actor,
      unit,
      { id: row.id, kind: 'patient', hasEmail, emailVerified, hasPassword, memberships },
      { isListed: true },
    ),
  }
}

export function presentUnreachable(row: UnreachableRow, actor: Actor, unit: Group): UnreachablePerson {
  const {
    emailVerified,
    emailBouncing,
    hasPassword,
    invitation,
    memberships,
    isListed,
    firstName,
    lastName,
    ...shown
  } = row
  const hasEmail = row.email !== null
  const person = { id: row.id, kind: row.kind, hasEmail, emailVerified, hasPassword, memberships }
  return {
    ...shown,
    name: fullName({ firstName, lastName }),
    emailState: emailState({ hasEmail, emailVerified, emailBouncing }),
    wayIn: wayInOf({ hasPassword, invitation }),
    can: whatCanBeDone(actor, unit, person, { isListed }),
  }
}
