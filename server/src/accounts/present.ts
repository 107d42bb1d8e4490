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

export function presentLink({ purpose, firstName, username, email, kind, passkeys }: FoundLink): LinkShown {
  const facts = { email, door: doorOf(kind) }
  return purpose === 'verify_email' ? { purpose, ...facts } : { purpose, firstName, username, passkeys, ...facts }
}
