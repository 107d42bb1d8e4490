import type { SheetColumn } from '../sheet/columns.ts'
import { staffColumns } from '../changesets/columns.ts'

type Id = (typeof staffColumns)[number]['id']

/** Names first, because they stay in sight while the rest scrolls. The state of an address is shown beside it. */
const shown: ({ id: Id } & Omit<Partial<SheetColumn>, 'id'> & { width: number })[] = [
  { id: 'lastName', width: 124, pinned: true, always: true },
  { id: 'firstName', width: 108, pinned: true, always: true },
  { id: 'roleTitle', width: 160 },
  { id: 'email', width: 272 },
  { id: 'isRecipient', width: 84 },
  { id: 'isDefaultContact', width: 84, short: 'Default contact', single: true },
  { id: 'absence', width: 96 },
  { id: 'role', width: 108 },
  { id: 'lastSignIn', width: 98 },
  { id: 'hasCode', width: 84, short: 'Code' },
  { id: 'openConversations', width: 112, atEnd: true },
  { id: 'username', width: 140, readOnly: true },
]

export const gridColumns: SheetColumn[] = shown.map((column) => ({
  ...staffColumns.find(({ id }) => id === column.id)!,
  ...column,
}))

export const columnOf = (id: string): SheetColumn | undefined => gridColumns.find((column) => column.id === id)
