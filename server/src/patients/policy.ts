import { canChangeAccount, sectionFor, type TheirMembership } from '../groups/policy.ts'
import type { Group } from '../groups/Group.ts'
import type { Actor } from '../http/scene.ts'

interface Reachable {
  id: string
  hasEmail: boolean
  emailVerified: boolean
  hasPassword: boolean
  memberships: TheirMembership[]
}

/**
 * What the actor, who administers the unit, can do about one of its people. A link goes to an address only if it is the
 * person's; to choose a password it has to be proved, unless there is no password yet that somebody could take away.
 * `isListed`: the person stands in the recipient list of those who belong to the unit.
 */
export function whatCanBeDone(actor: Actor, unit: Group, person: Reachable, { isListed }: { isListed: boolean }) {
  const changeAccount = canChangeAccount(actor, person.memberships)
  return {
    changeAccount,
    sendVerification: changeAccount && person.hasEmail,
    resetSignIn: changeAccount && person.hasEmail && (person.emailVerified || !person.hasPassword),
    write: isListed && person.id !== actor.accountId && sectionFor(actor, unit) === 'mine',
  }
}
