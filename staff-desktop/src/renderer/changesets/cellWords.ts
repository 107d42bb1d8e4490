/** Cells as people read them: the headers of the columns, and what the texts stand for. */
import type { ChangesetList } from 'server/contract'
import { formatInstant, formatNhsNumber } from 'patient-portal/conversation'
import { briefDay } from '../page/brief.ts'
import { columnsOf } from './columns.ts'

const closing: Record<string, string> = { 'this unit': 'Leaves this unit', altogether: 'Account closed altogether' }

export function headerOf(list: ChangesetList, column: string): string {
  return columnsOf(list).find(({ id }) => id === column)?.header ?? column
}

/** Null when there is nothing in it. */
export function cellInWords(list: ChangesetList, column: string, text: string): string | null {
  if (text === '') return column === 'close' ? 'On the list' : null
  if (column === 'close') return closing[text] ?? text
  if (column === 'nhsNumber') return formatNhsNumber(text)
  const { kind, choices = [] } = columnsOf(list).find(({ id }) => id === column) ?? {}
  // What is wrong stands there as it was typed.
  const known: readonly string[] = kind === 'yesNo' ? ['yes', 'no'] : choices
  if (known.includes(text)) return text.charAt(0).toUpperCase() + text.slice(1)
  if (kind === 'day' && /^\d{4}-\d\d-\d\d$/.test(text)) return briefDay(text)
  if (kind === 'instant' && !Number.isNaN(Date.parse(text))) return formatInstant(text)
  return text
}

/** As the columns stand in the grid; the username comes last there. */
export function inOrder<Cell extends { column: string }>(list: ChangesetList, cells: Cell[]): Cell[] {
  const ids = columnsOf(list).map(({ id }) => id)
  const place = (column: string) => (column === 'username' ? ids.length : ids.indexOf(column))
  return cells.toSorted((one, other) => place(one.column) - place(other.column))
}
