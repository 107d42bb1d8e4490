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

export function presentLink(link: FoundLink): LinkShown {
  const { purpose, firstName, username, email, kind, dateOfBirth, passkeys } = link
  const facts = { email, door: doorOf(kind) }
  if (purpose === 'verify_email') return { purpose, ...facts }
  const asksDateOfBirth = dateOfBirth !== null
  return { purpose, ...facts, username, asksDateOfBirth, firstName: asksDateOfBirth ? null : firstName, passkeys }
}
