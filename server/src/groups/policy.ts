import { Problem } from '../errors.ts'
import type { Actor } from '../http/scene.ts'
import type { Section } from './contract.ts'
import type { Group } from './Group.ts'

type Role = Actor['memberships'][number]['role']
const adminRoles: Role[] = ['unit_admin', 'specialty_admin']

/** The ids of the groups that the actor belongs to. */
export function ownGroupIds(actor: Actor): string[] {
  return actor.memberships.map(({ groupId }) => groupId)
}

function holds(actor: Actor, ...roles: Role[]): boolean {
  return actor.memberships.some(({ role }) => roles.includes(role))
}

/** The specialties of which the actor administers a unit or the whole. */
function administeredSpecialtyIds(actor: Actor): (string | null)[] {
  return actor.memberships
    .filter(({ role }) => adminRoles.includes(role))
    .map(({ role, groupId, specialtyId }) => (role === 'specialty_admin' ? groupId : specialtyId))
}

/**
 * R2: in which section of the actor's picker a group stands; null when they cannot write to it.
 * Everybody: their own groups. Unit admins and specialty admins also Central Support and the other units of their
 * specialty. Central Support: every unit.
 */
export function sectionFor(
  actor: Actor,
  group: Pick<Group, 'id' | 'kind' | 'specialtyId' | 'messagingOn'>,
): Section | null {
  if (!group.messagingOn) return null
  if (ownGroupIds(actor).includes(group.id)) return 'mine'
  if (actor.kind === 'patient') return null
  if (group.kind === 'central_support') return holds(actor, ...adminRoles) ? 'central_support' : null
  if (group.kind !== 'unit') return null
  if (administeredSpecialtyIds(actor).includes(group.specialtyId)) return 'specialty'
  return holds(actor, 'support') ? 'other_units' : null
}

/** The group and its section, or as if it did not exist. */
export function mustBeAbleToWriteTo(actor: Actor, group: Group | undefined): { group: Group; section: Section } {
  const section = group && sectionFor(actor, group)
  if (!group || !section) throw new Problem('notFound')
  return { group, section }
}

/** Who keeps a unit right: its unit admins, the admins of its specialty, and Central Support. */
export function canAdminister(
  actor: Pick<Actor, 'memberships'>,
  unit: Pick<Group, 'id' | 'kind' | 'specialtyId'>,
): boolean {
  if (unit.kind !== 'unit') return false
  return actor.memberships.some(
    ({ role, groupId }) =>
      role === 'support' ||
      (role === 'specialty_admin' && groupId === unit.specialtyId) ||
      (role === 'unit_admin' && groupId === unit.id),
  )
}

/** A unit that one works in may be known without being one's to administer; any other does not exist. */
export function mustAdminister(actor: Actor, unit: Group | undefined): Group {
  if (unit && canAdminister(actor, unit)) return unit
  throw new Problem(unit && ownGroupIds(actor).includes(unit.id) ? 'notAllowed' : 'notFound')
}

/** What of somebody's memberships decides who may change their account. */
export type TheirMembership = Pick<Actor['memberships'][number], 'role' | 'groupId' | 'groupKind' | 'specialtyId'>

/**
 * A name, an e-mail address and a sign-in belong to the account and open every group in which the person is: only who
 * looks after all of them may change it, and nobody whose role is above their own. An account that opens nothing is
 * nobody's but Central Support's. `theirs` comes from `membershipsOfAccount`.
 */
export function canChangeAccount(actor: Actor, theirs: TheirMembership[]): boolean {
  if (holds(actor, 'support')) return true
  if (theirs.length === 0) return false
  return theirs.every(({ groupId, groupKind, specialtyId }) => {
    if (groupKind === 'unit') return canAdminister(actor, { id: groupId, kind: groupKind, specialtyId })
    return actor.memberships.some((mine) => mine.role === 'specialty_admin' && mine.groupId === groupId)
  })
}
