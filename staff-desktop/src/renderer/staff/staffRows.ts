import type { MemberOfStaff } from 'server/contract'
import { absenceBriefly } from '../absences/absenceWords.ts'
import type { SheetColumn } from '../sheet/columns.ts'
import type { CellEdit } from '../sheet/edits.svelte.ts'
import type { SheetRow } from '../sheet/order.ts'

export interface StaffRow extends SheetRow {
  member: MemberOfStaff
}

const yesNo = (is: boolean) => (is ? 'yes' : 'no')

/** A member of staff as cells, each as the changesets have it. */
export function asRow(member: MemberOfStaff): StaffRow {
  return {
    id: member.id,
    name: `${member.firstName} ${member.lastName}`,
    member,
    cells: {
      username: member.username,
      lastName: member.lastName,
      firstName: member.firstName,
      roleTitle: member.roleTitle ?? '',
      email: member.email ?? '',
      isRecipient: yesNo(member.isRecipient),
      isDefaultContact: yesNo(member.isDefaultContact),
      role: member.role.replace('_', ' '),
      lastSignIn: member.lastSignInAt ?? '',
      hasCode: yesNo(member.hasCode),
      absence: member.absence ? absenceBriefly(member.absence) : '',
      openConversations: String(member.openConversations),
    },
  }
}

const ofTheAccount = ['lastName', 'firstName', 'email']

/** Why the grid does not change a cell; the server has the last word on the others. */
export function lockedBecause({ member, name }: StaffRow, column: SheetColumn): string | null {
  if (column.id === 'username') return 'A username stays as it is: it is what they sign in with.'
  if (column.readOnly) return `${column.header} is only shown here.`
  if (!ofTheAccount.includes(column.id) || member.can.changeAccount) return null
  const what = column.id === 'email' ? 'e-mail address' : 'name'
  return `${name} also belongs to a unit that you do not look after, or has a role above yours. Central Support can change their ${what}.`
}

/**
 * There is one default messaging contact, who is always a recipient: whoever becomes it takes it over from the one who
 * holds it, in the same step.
 */
export function withHandover(
  cells: CellEdit[],
  rows: readonly StaffRow[],
  textOf: (row: StaffRow, column: string) => string,
): CellEdit[] {
  const next = cells.findLast(({ row, column, edit }) => column === 'isDefaultContact' && becomes(row, edit) === 'yes')
  if (!next) return cells
  const others = rows
    .filter((row) => row.id !== next.row && textOf(row, 'isDefaultContact') === 'yes')
    .map((row) => changed(row, 'isDefaultContact', 'no'))
  const heir = rows.find(({ id }) => id === next.row)!
  const named = cells.some(({ row, column }) => row === heir.id && column === 'isRecipient')
  const recipient = named || textOf(heir, 'isRecipient') === 'yes' ? [] : [changed(heir, 'isRecipient', 'yes')]
  return [...cells, ...others, ...recipient]

  function becomes(id: string, edit: CellEdit['edit']) {
    return edit ? edit.to : rows.find((row) => row.id === id)?.cells.isDefaultContact
  }
}

function changed(row: StaffRow, column: string, to: string): CellEdit {
  const from = row.cells[column] ?? ''
  return { row: row.id, column, edit: from === to ? undefined : { from, to } }
}
