import type { ChangesetRow } from 'server/contract'
import type { Asked } from './asked.ts'
import type { ChangesetPages } from './changesetPages.svelte.ts'

const column = 'isDefaultContact'
const handsOver = ({ cells }: Pick<ChangesetRow, 'cells'>) => cells.some((cell) => cell.column === column)

/**
 * The lines that cannot stay when these rows are left out: the default messaging contact is given up in one row and taken
 * in another, so that both are applied or neither. Null when there is no answer.
 */
export async function leftTogether(
  rows: ChangesetRow[],
  asked: Asked,
  pages: ChangesetPages,
): Promise<number[] | null> {
  if (!rows.some(handsOver)) return []
  if (asked.rows) return asked.rows.flatMap(({ cells }, index) => (cells[column] ? [index + 1] : []))
  const changed = await pages.every('changed')
  return changed?.filter(handsOver).map(({ line }) => line) ?? null
}
