import type { Actor } from '../http/scene.ts'
import { fullName } from './Account.ts'
import type { Me, SessionEnds } from './contract.ts'

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
