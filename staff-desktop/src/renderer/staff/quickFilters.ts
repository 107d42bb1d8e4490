import type { StaffRow } from './staffRows.ts'

export const quickFilters = [
  { id: 'all', words: 'All' },
  { id: 'changed', words: 'Changed' },
  { id: 'toLookAt', words: 'To look at' },
  { id: 'recipients', words: 'Message recipients' },
  { id: 'noRoleTitle', words: 'Recipients without role title' },
  { id: 'admins', words: 'Unit admins' },
  { id: 'away', words: 'Away' },
  { id: 'never', words: 'Never signed in' },
  { id: 'noCode', words: 'No code at sign-in' },
  { id: 'noEmail', words: 'No e-mail' },
  { id: 'unsound', words: 'Not verified or bouncing' },
] as const
export type QuickFilter = (typeof quickFilters)[number]['id']

type ById = ReadonlyMap<string, unknown>
interface Waiting {
  /** Changed and not applied, by row. */
  edited: ById
  /** What the server has something to say about. */
  marked: ById
}

export function passes(filter: QuickFilter, { id, member }: StaffRow, { edited, marked }: Waiting): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'recipients':
      return member.isRecipient
    case 'noRoleTitle':
      return member.isRecipient && !member.roleTitle
    case 'admins':
      return member.role === 'unit_admin'
    case 'away':
      return member.absence?.now === true
    case 'never':
      return member.lastSignInAt === null
    case 'noCode':
      return !member.hasCode
    case 'noEmail':
      return member.emailState === 'none'
    case 'unsound':
      return member.emailState === 'unverified' || member.emailState === 'bouncing'
    case 'changed':
      return edited.has(id)
    case 'toLookAt':
      return marked.has(id)
  }
}

/** What the server calls the same, for a file of what is shown; it knows fewer. */
export const serverWord: Partial<Record<QuickFilter, string>> = {
  recipients: 'recipients',
  admins: 'unit_admins',
  never: 'never_signed_in',
  noCode: 'no_code',
  noEmail: 'no_email',
}

export function counted(rows: readonly StaffRow[], waiting: Waiting): Record<QuickFilter, number> {
  const counts = Object.fromEntries(quickFilters.map(({ id }) => [id, 0])) as Record<QuickFilter, number>
  for (const row of rows) {
    for (const { id } of quickFilters) if (passes(id, row, waiting)) counts[id] += 1
  }
  return counts
}
