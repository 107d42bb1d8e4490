import { Problem } from '../errors.ts'
import type { Actor } from '../http/scene.ts'
import type { Group } from './Group.ts'

/** The ids of the units that the actor belongs to. */
export function ownGroupIds(actor: Actor): string[] {
  return actor.memberships.map(({ groupId }) => groupId)
}

/** R2 for one's own groups: the actor may choose it when they belong to it and its messaging is on. */
export function canWriteTo(actor: Actor, group: Pick<Group, 'id' | 'messagingOn'>): boolean {
  return group.messagingOn && ownGroupIds(actor).includes(group.id)
}

/** The group, or as if it did not exist. */
export function mustBeAbleToWriteTo<G extends Pick<Group, 'id' | 'messagingOn'>>(
  actor: Actor,
  group: G | undefined,
): G {
  if (!group || !canWriteTo(actor, group)) throw new Problem('notFound')
  return group
}
