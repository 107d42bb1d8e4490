import { presentAway } from '../absences/present.ts'
import type { Covered } from '../absences/whoCovers.ts'
import { emailState } from '../accounts/emailState.ts'
import { wayInOf } from '../accounts/lastInvitation.ts'
import { canChangeAccount } from '../groups/policy.ts'
import type { Actor } from '../http/scene.ts'
import type { MemberOfStaff } from './contract.ts'
import type { StaffRow } from './listStaff.ts'

export function presentMember(row: StaffRow, actor: Actor, covered: Covered | undefined): MemberOfStaff {
  const {
    emailVerified,
    emailBouncing,
    hasPassword,
    invitation,
    lastSignInAt,
    memberships,
    membershipId: _,
    ...shown
  } = row
  const hasEmail = row.email !== null
  const changeAccount = canChangeAccount(actor, memberships)
  return {
    ...shown,
    away: presentAway(covered),
    emailState: emailState({ hasEmail, emailVerified, emailBouncing }),
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
    wayIn: wayInOf({ hasPassword, invitation }),
    can: {
      changeAccount,
      sendVerification: hasEmail,
      // To an address that is theirs, or as an invitation to somebody who has no password yet.
      resetSignIn: changeAccount && hasEmail && (emailVerified || !hasPassword),
      invite: changeAccount && hasEmail && !hasPassword,
      close: row.id !== actor.accountId,
    },
  }
}
