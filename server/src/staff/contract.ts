/**
 * The staff list of a unit, as its admins see it, and what happens when somebody leaves.
 *
 * - open conversations: those of the unit in the person's inbox, not archived
 * - leaver: somebody whose account is closed, for one unit or altogether
 */
import { z } from 'zod'
import { away } from '../absences/contract.ts'
import { emailState, person, role, wayIn } from '../accounts/contract.ts'
import type { Column } from '../changesets/contract.ts'
import { endpoint } from '../contract/endpoint.ts'
import { cursor, day, filter, id, instant, pageQuery } from '../contract/words.ts'

/** The columns of the staff list, in the grid's and the CSV's order. */
export const staffColumns = [
  { id: 'username', header: 'Username', kind: 'text', most: 100, aliases: ['user name', 'login'] },
  { id: 'lastName', header: 'Last name', kind: 'text', most: 100, required: true, aliases: ['surname', 'family name'] },
  {
    id: 'firstName',
    header: 'First name',
    kind: 'text',
    most: 100,
    required: true,
    aliases: ['forename', 'given name'],
  },
  { id: 'roleTitle', header: 'Role title', kind: 'text', most: 40, aliases: ['title', 'job title', 'job'] },
  { id: 'email', header: 'E-mail', kind: 'email', most: 254, aliases: ['email', 'e-mail address', 'email address'] },
  { id: 'emailState', header: 'E-mail state', kind: 'text', readOnly: true },
  { id: 'isRecipient', header: 'Message recipient', kind: 'yesNo', required: true, aliases: ['recipient'] },
  {
    id: 'isDefaultContact',
    header: 'Default messaging contact',
    kind: 'yesNo',
    required: true,
    aliases: ['default contact'],
  },
  { id: 'role', header: 'Role', kind: 'choice', choices: ['staff', 'unit admin'], required: true },
  { id: 'lastSignIn', header: 'Last sign-in', kind: 'instant', readOnly: true },
  { id: 'hasCode', header: 'Code at sign-in', kind: 'text', readOnly: true },
  { id: 'openConversations', header: 'Open conversations', kind: 'number', readOnly: true },
  { id: 'absence', header: 'Away', kind: 'text', readOnly: true },
  {
    id: 'close',
    header: 'Close',
    kind: 'choice',
    choices: ['', 'this unit', 'altogether'],
    aliases: ['leaver', 'remove'],
  },
  /** A username; empty: the default messaging contact. */
  { id: 'takesOver', header: 'Conversations go to', kind: 'text', most: 100, aliases: ['takes over'] },
] as const satisfies readonly Column[]

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
  wayIn,
  /** They need a code at sign-in besides their password. */
  hasCode: z.boolean(),
  /** At most 1,000 are counted: 1,000 means "1,000 or more". */
  openConversations: z.number().int().min(0).max(1000),
  /** Today's absence in this unit, or the next one. */
  absence: z
    .object({
      firstDay: day,
      lastDay: day,
      /** Has begun. */
      now: z.boolean(),
      /** They chose somebody who receives no messages any more. */
      coverHasGone: z.boolean(),
    })
    .nullable(),
  /** Of who is away today: until when, and who gets messages instead. */
  away: away.nullable(),
  can: z.object({
    /** Name, address and sign-in belong to the account: only for who looks after every group of the person. */
    changeAccount: z.boolean(),
    sendVerification: z.boolean(),
    resetSignIn: z.boolean(),
    /** An e-mail with a link to choose their first password. */
    invite: z.boolean(),
    /** Not oneself. */
    close: z.boolean(),
  }),
})
export type MemberOfStaff = z.infer<typeof memberOfStaff>

const only = z.enum(['recipients', 'never_signed_in', 'no_email', 'unit_admins', 'no_code']).optional()
const unitId = z.object({ unitId: id })
const memberOfUnit = z.object({ unitId: id, accountId: id })

export const staffEndpoints = {
  listStaff: endpoint({
    summary:
      'The staff of a unit that the caller administers, by last name. A POST, because a name must not stand in a URL.',
    method: 'POST',
    path: '/units/:unitId/staff',
    caller: 'staff',
    params: unitId,
    body: z.object({
      filter: filter.meta({ description: 'Parts of the name, in any order.' }),
      only,
      cursor: pageQuery.cursor,
      /** The grid loads whole lists of 5,000. */
      limit: z.coerce.number().int().min(1).max(1000).default(50),
    }),
    response: z.object({ staff: z.array(memberOfStaff), next: cursor.nullable() }),
  }),
  exportStaff: endpoint({
    summary: 'What the filter shows of a unit’s staff, as a CSV file that can be edited and imported again. On record.',
    method: 'POST',
    path: '/units/:unitId/staff/export',
    caller: 'staff',
    params: unitId,
    body: z.object({ filter, only }),
    response: z.object({ fileName: z.string(), csv: z.string(), rows: z.number().int(), isComplete: z.boolean() }),
  }),
  showLeaver: endpoint({
    summary:
      'What closing somebody’s account would touch: their open conversations, their absences and those in which they cover, their units, and who would take over. The closing itself is a changeset with `close`.',
    method: 'GET',
    path: '/units/:unitId/staff/:accountId/leaver',
    caller: 'staff',
    params: memberOfUnit,
    response: z.object({
      person,
      username: z.string(),
      /** In this unit; 1,000 means "1,000 or more". */
      openConversations: z.number().int().min(0).max(1000),
      /** The latest of them, at most 50: with whom, never about what. */
      conversations: z.array(z.object({ id, with: z.string(), lastActivityAt: instant })),
      /** Of theirs in this unit, today’s and later ones: they end. The first 50. */
      absences: z.array(z.object({ firstDay: day, lastDay: day })),
      /** Of colleagues of this unit whom they cover for: whoever takes over covers. The first 50. */
      covers: z.array(z.object({ name: z.string(), firstDay: day, lastDay: day })),
      /** Other units and groups in which they work; empty when this is the only one. */
      elsewhere: z.array(z.string()),
      /** Who takes over unless another is chosen; null when the unit has none, or they are it. */
      takesOver: person.extend({ username: z.string() }).nullable(),
      isDefaultContact: z.boolean(),
      can: z.object({ closeHere: z.boolean(), closeAltogether: z.boolean() }),
      /** Why not, in a sentence; null when both can be done. */
      because: z.string().nullable(),
    }),
  }),
}
