import type { AccountKind } from '../accounts/contract.ts'
import { canChangeAccount, sectionFor, type TheirMembership } from '../groups/policy.ts'
import type { Group } from '../groups/Group.ts'
import type { Actor } from '../http/scene.ts'

interface Reachable {
  id: string
  kind: AccountKind
  hasEmail: boolean
  emailVerified: boolean
  hasPassword: boolean
  memberships: TheirMembership[]
}

/**
 * What the actor, who administers the unit, can do about one of its people. A link that verifies an address changes
 * nothing; one to choose a password goes to an address that is proved, unless there is no password to take away yet. Paper is
 * for patients who cannot be sent one.
 * `isListed`: the person stands in the recipient list of those who belong to the unit.
 */
export function whatCanBeDone(actor: Actor, unit: Group, person: Reachable, { isListed }: { isListed: boolean }) {
  const changeAccount = canChangeAccount(actor, person.memberships)
  return {
    changeAccount,
    sendVerification: person.hasEmail,
    resetSignIn: changeAccount && person.hasEmail && (person.emailVerified || !person.hasPassword),
    invite: changeAccount && person.hasEmail && !person.hasPassword,
    printLetter: changeAccount && person.kind === 'patient' && !(person.hasPassword && person.emailVerified),
    write: isListed && person.id !== actor.accountId && sectionFor(actor, unit) === 'mine',
  }
}
