/** People of a staff list, for tests. */
import type { MemberOfStaff } from 'server/contract'

export function member(firstName: string, lastName: string, more: Partial<MemberOfStaff> = {}): MemberOfStaff {
  const username = `${firstName}.${lastName}`.toLowerCase()
  return {
    ...{ id: username, firstName, lastName, username, roleTitle: null, role: 'staff', isDefaultContact: false },
    ...{ email: `${username}@nhs.uk`, emailState: 'verified', isRecipient: false, lastSignInAt: null },
    hasCode: false,
    openConversations: 0,
    absence: null,
    away: null,
    wayIn: { chosen: true, invitation: null },
    can: { changeAccount: true, sendVerification: false, resetSignIn: true, invite: false, close: true },
    ...more,
  }
}
