/**
 * The staff list of a unit, as its admins see it.
 *
 * - open conversations: those of the unit in the person's inbox, not archived
 */
import { z } from 'zod'
import { role } from '../accounts/contract.ts'
import { endpoint } from '../contract/endpoint.ts'
import { cursor, filter, id, instant, pageQuery } from '../contract/words.ts'
import { emailState } from '../recipients/contract.ts'

export const memberOfStaff = z.object({
  /** Of the account. */
  id,
  firstName: z.string(),
  lastName: z.string(),
  username: z.string(),
  roleTitle: z.string().nullable(),
  role,
  email: z.string().nullable(),
  emailState,
  isRecipient: z.boolean(),
  isDefaultContact: z.boolean(),
  /** Null when they have never signed in. */
  lastSignInAt: instant.nullable(),
  /** At most 1,000 are counted: 1,000 means "1,000 or more". */
  openConversations: z.number().int().min(0).max(1000),
})
export type MemberOfStaff = z.infer<typeof memberOfStaff>

export const staffEndpoints = {
  listStaff: endpoint({
    summary:
      'The staff of a unit that the caller administers, by last name. A POST, because a name must not stand in a URL.',
    method: 'POST',
    path: '/units/:unitId/staff',
    caller: 'staff',
    params: z.object({ unitId: id }),
    body: z.object({
      filter: filter.meta({ description: 'Parts of the name, in any order.' }),
      only: z.enum(['recipients', 'never_signed_in', 'no_email']).optional(),
      ...pageQuery,
    }),
    response: z.object({ staff: z.array(memberOfStaff), next: cursor.nullable() }),
  }),
}
