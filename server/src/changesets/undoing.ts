/** An applied changeset backwards, as a changeset to be previewed. */
import type { Transaction } from '../db/connect.ts'
import { Problem } from '../errors.ts'
import { changesetLimits, type Column } from './contract.ts'
import type { Asked } from './plan.ts'
import type { Sheet } from './Sheet.ts'
import { changesIn, writtenRows, type ChangesetHead, type StoredRow } from './store.ts'

/** What there is to take back; refused when it was taken back already, or is too long ago. */
export async function undoing(
  trx: Transaction,
  earlier: ChangesetHead,
  { columns }: Pick<Sheet, 'columns'>,
  now = new Date(),
): Promise<Asked[]> {
  if (!canUndo(earlier, now)) throw new Problem('notFound')
  return (await writtenRows(trx, earlier.id)).map((row) => backwards(row, columns, earlier.appliedAt!, now))
}

/** Accounts of staff that were closed can be opened for a day only; what was done besides stays possible. */
export function undoUntil({
  appliedAt,
  list,
  counts,
}: Pick<ChangesetHead, 'appliedAt' | 'list' | 'counts'>): Date | null {
  const onlyClosed = list === 'staff' && counts.closed > 0 && counts.closed === changesIn(counts)
  const hours = onlyClosed ? changesetLimits.reopenHours : changesetLimits.undoDays * 24
  return appliedAt && new Date(appliedAt.getTime() + hours * 3_600_000)
}

export function canUndo(earlier: ChangesetHead, now = new Date()): boolean {
  const until = undoUntil(earlier)
  return earlier.state === 'applied' && !earlier.undone && until !== null && now < until
}

/**
 * What was changed changes back, if it is still as it was made; somebody new leaves again; somebody who was closed comes
 * back. The sheet decides what of the last two can still be done.
 */
function backwards(row: StoredRow, columns: readonly Column[], appliedAt: Date, now: Date): Asked {
  const changes = Object.fromEntries(row.cells.map(({ column, to }) => [column, to]))
  const undoes = { row: changes, did: row.did, hoursAgo: (now.getTime() - appliedAt.getTime()) / 3_600_000 }
  const { line, accountId } = row
  if (row.kind === 'new') {
    return { line, accountId, cells: { ...asAdded(row, columns), close: { from: '', to: 'this unit' } }, undoes }
  }
  const cells = row.cells
    .filter(({ column }) => column !== 'takesOver')
    // Leaving one's only unit closes the account altogether, so the cell may say more than it was made.
    .map(({ column, from, to }) => [column, column === 'close' ? { to: from } : { from: to, to: from }])
  return { line, accountId, cells: Object.fromEntries(cells) as Asked['cells'], undoes }
}

/** Given away again, or what belongs to leaving: no fact of how somebody was added. */
const besides = ['username', 'isDefaultContact', 'close', 'takesOver']

/**
 * That somebody new is still as they were added is part of the question, also where they were added with nothing. Of
 * somebody who existed only what was given to them here.
 */
function asAdded(row: StoredRow, columns: readonly Column[]): Asked['cells'] {
  const given = new Map(row.cells.map(({ column, to }) => [column, to]))
  const facts = columns.filter(({ id, readOnly }) => !readOnly && !besides.includes(id))
  const asked = row.joins ? facts.filter(({ id }) => given.has(id)) : facts
  return Object.fromEntries(
    asked.map(({ id }) => [id, { from: given.get(id) ?? '', to: given.get(id) ?? '' }] as const),
  )
}
