import { fullName } from '../accounts/Account.ts'
import type { Actor } from '../http/scene.ts'

/** As a notice names somebody: Susan Turner (Dietitian). */
export function named({ name, roleTitle }: { name: string; roleTitle: string | null }): string {
  return roleTitle ? `${name} (${roleTitle})` : name
}

/** The name and role title that stay on what the actor writes in a group. */
export function authorOf(actor: Actor, groupId: string): { name: string; roleTitle: string | null } {
  const membership = actor.memberships.find((one) => one.groupId === groupId) ?? actor.memberships[0]
  return { name: fullName(actor), roleTitle: membership?.roleTitle ?? null }
}
