/**
 * Groups: units, specialties and Central Support, and who is a member of them.
 *
 * - membership: one account in one group, with a role
 * - message recipient: the flag on a membership that puts a member of staff in the recipient list
 * - default messaging contact: exactly one membership per unit with messaging on
 */
import { z } from 'zod'
import { endpoint } from '../contract/endpoint.ts'
import { cursor, id, pageQuery } from '../contract/words.ts'

export const groupKind = z.enum(['unit', 'specialty', 'central_support'])

/** Monday is 1. Times are local to the unit (Europe/London), HH:MM. */
export const openingHours = z.array(
  z.object({ weekday: z.number().int().min(1).max(7), opens: z.string(), closes: z.string() }),
)
export type OpeningHours = z.infer<typeof openingHours>

/** How to reach a unit when something cannot wait. */
export const unitContact = z.object({
  telephone: z.string().nullable(),
  outOfHoursTelephone: z.string().nullable(),
  openingHours,
})
export type UnitContact = z.infer<typeof unitContact>

export const group = z.object({
  id,
  name: z.string(),
  kind: groupKind,
  /** Where the picker shows it: the caller's own groups come first. */
  section: z.enum(['mine', 'central_support', 'specialty']),
  contact: unitContact,
})
export type Group = z.infer<typeof group>

export const groupEndpoints = {
  listGroups: endpoint({
    summary: 'The groups with messaging on that the caller can write to; their own first.',
    method: 'GET',
    path: '/groups',
    caller: 'signedIn',
    query: z.object(pageQuery),
    response: z.object({ groups: z.array(group), next: cursor.nullable() }),
  }),
}
