import type { SheetColumn } from './columns.ts'

const yes = ['yes', 'y', 'true', '1', 'x', '✓', 'on']
const no = ['no', 'n', 'false', '0', '', 'off']

/** What was typed or pasted as the column writes it, where that is clear; the server has the last word on the rest. */
export function canonical(column: SheetColumn, typed: string): string {
  const text = typed.replace(/\s+/g, ' ').trim()
  const plain = text.toLowerCase()
  if (column.kind === 'yesNo') return yes.includes(plain) ? 'yes' : no.includes(plain) ? 'no' : text
  if (column.kind === 'choice') return column.choices?.find((choice) => choice === plain.replace(/[_-]/g, ' ')) ?? text
  if (column.kind === 'email') return text.replace(/^mailto:/i, '')
  return text
}

/** For the choice that begins with what was typed: "u" is "unit admin". */
export const choiceFor = (column: SheetColumn, typed: string) =>
  column.choices?.find((choice) => choice !== '' && choice.startsWith(typed.toLowerCase()))
