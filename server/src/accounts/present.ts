import type { Actor } from '../http/scene.ts'
import { fullName } from './Account.ts'
import type { AccountKind, Door, LinkShown, Me, SessionEnds } from './contract.ts'
import type { FoundLink } from './findLink.ts'

export function presentMe(actor: Actor): Me {
  return {
    id: actor.accountId,
    name: fullName(actor),
    firstName: actor.firstName,
    kind: actor.kind,
    memberships: actor.memberships.map(({ groupId, groupName, role, roleTitle }) => ({
      groupId,
      groupName,
      role,
      roleTitle,
    })),
  }
}

export function presentSession(actor: Actor, warnSeconds: number): SessionEnds {
  return { idleEndsAt: actor.idleEndsAt.toISOString(), endsAt: actor.endsAt.toISOString(), warnSeconds }
}

export function doorOf(kind: AccountKind): Door {
  return kind === 'patient' ? 'portal' : 'desktop'
}

export function presentLink({ firstName, username, kind, dateOfBirth, passkeys, ...link }: FoundLink): LinkShown {
  const door = doorOf(kind)
  if (link.purpose === 'verify_email') return { purpose: link.purpose, email: link.email, door }
  const asksDateOfBirth = dateOfBirth !== null
  const greeted = asksDateOfBirth ? null : firstName
  return { purpose: link.purpose, email: link.email, door, username, asksDateOfBirth, firstName: greeted, passkeys }
}
