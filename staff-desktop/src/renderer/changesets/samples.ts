/** A changeset and its rows, for component tests. */
import type { Changeset, ChangesetRow, RowCounts } from 'server/contract'

const none: RowCounts = { new: 0, changed: 0, closed: 0, unchanged: 0, wrong: 0, conflict: 0 }

/** The counts that are given; it can be applied when nothing is wrong with it. */
export function aChangeset(counts: Partial<RowCounts>, more: Partial<Changeset> = {}): Changeset {
  const all = { ...none, ...counts }
  const changes = all.new + all.changed + all.closed
  return {
    ...{ id: 'changeset', list: 'staff', source: 'grid', state: 'previewed', counts: all, changes, emails: 0 },
    ...{ why: null, by: 'Fiona MacLeod', at: '2026-11-22T14:00:00Z', appliedAt: null, undoes: null, undone: null },
    ...{ undoUntil: null, about: null, ignoredColumns: [] },
    can: { apply: all.wrong + all.conflict === 0 && changes > 0, undo: false },
    ...more,
  }
}

export function aRow(line: number, kind: ChangesetRow['kind'], more: Partial<ChangesetRow> = {}): ChangesetRow {
  const row = {
    line,
    kind,
    accountId: `account ${line}`,
    name: `Person ${line}`,
    cells: [],
    errors: [],
    candidates: [],
  }
  return { ...row, ...more }
}

export const aPage = (changeset: Changeset, rows: ChangesetRow[], next: string | null = null) => ({
  changeset,
  rows,
  next,
})
