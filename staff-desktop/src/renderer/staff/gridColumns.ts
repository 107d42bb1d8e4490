import type { SheetColumn } from '../sheet/columns.ts'
import { staffColumns } from '../changesets/columns.ts'

type Id = (typeof staffColumns)[number]['id']

/** Names first, because they stay in sight while the rest scrolls. The state of an address is shown beside it. */
const shown: ({ id: Id } & Omit<Partial<SheetColumn>, 'id'> & { width: number })[] = [
  { id: 'lastName', width: 128, pinned: true, always: true },
  { id: 'firstName', width: 112, pinned: true, always: true },
  { id: 'roleTitle', width: 168 },
  { id: 'email', width: 250 },
  { id: 'isRecipient', width: 92 },
  { id: 'isDefaultContact', width: 92, short: 'Default contact', single: true },
  { id: 'role', width: 104 },
  { id: 'lastSignIn', width: 108 },
  { id: 'openConversations', width: 116, atEnd: true },
  { id: 'username', width: 150, readOnly: true },
]

export const gridColumns: SheetColumn[] = shown.map((column) => ({
  ...staffColumns.find(({ id }) => id === column.id)!,
  ...column,
}))

export const columnOf = (id: string): SheetColumn | undefined => gridColumns.find((column) => column.id === id)
