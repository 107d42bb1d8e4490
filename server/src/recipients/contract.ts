/**
 * Recipients: the people that the caller may write to in a group.
 * Patients see the message recipients of their unit; staff see the unit's patients first and the recipients below them.
 */
import { z } from 'zod'
import { away } from '../absences/contract.ts'
import { accountKind } from '../accounts/contract.ts'
import { endpoint } from '../contract/endpoint.ts'
import { cursor, day, filter, id, pageQuery } from '../contract/words.ts'
import { reach } from '../patients/contract.ts'

export const recipient = z.object({
  id,
  name: z.string(),
  kind: accountKind,
  roleTitle: z.string().nullable(),
  /** Of patients, and only for staff: two patients can have one name. */
  dateOfBirth: day.nullable(),
  /** Of patients, and only for staff. */
  reach: reach.nullable(),
  /** Of staff who are away today: until when, and who gets the message instead. */
  away: away.nullable(),
})
export type Recipient = z.infer<typeof recipient>

export const recipientEndpoints = {
  listRecipients: endpoint({
    summary:
      'The recipient list of a group for the caller, patients first, then staff, each by last name. A POST, because a name or an NHS number must not stand in a URL.',
    method: 'POST',
    path: '/groups/:groupId/recipients',
    caller: 'signedIn',
    params: z.object({ groupId: id }),
    body: z.object({
      filter: filter.meta({
        description:
          'First or last name or both in either order; accents, apostrophes and hyphens do not matter. For staff also an NHS number or a date of birth (31/12/1961).',
      }),
      only: accountKind.optional(),
      ...pageQuery,
    }),
    response: z.object({ recipients: z.array(recipient), next: cursor.nullable() }),
  }),
}
