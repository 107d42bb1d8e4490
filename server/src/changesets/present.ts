import type { Actor } from '../http/scene.ts'
import type { Changeset, ChangesetRow } from './contract.ts'
import { changesIn, type ChangesetHead, type StoredRow } from './store.ts'
import { canUndo, undoUntil } from './undoing.ts'

export function presentChangeset(head: ChangesetHead, { accountId }: Pick<Actor, 'accountId'>): Changeset {
  const {
    id,
    list,
    source,
    state,
    counts,
    emails,
    why,
    by,
    createdAt,
    appliedAt,
    undoes,
    undone,
    about,
    ignoredColumns,
  } = head
  const changes = changesIn(counts)
  const undo = canUndo(head)
  return {
    ...{ id, list, source, counts, changes, emails, why, by, undoes, about, ignoredColumns },
    state: undone ? 'undone' : state,
    at: createdAt.toISOString(),
    appliedAt: appliedAt?.toISOString() ?? null,
    undone: undone && { by: undone.by, at: new Date(undone.at).toISOString() },
    undoUntil: undo ? (undoUntil(head)?.toISOString() ?? null) : null,
    can: {
      apply:
        state === 'previewed' && head.createdBy === accountId && changes > 0 && counts.wrong + counts.conflict === 0,
      undo,
    },
  }
}

export function presentRow({ line, kind, accountId, name, cells, errors, candidates, same }: StoredRow): ChangesetRow {
  return {
    ...{ line, kind, accountId, name, cells, errors, candidates },
    ...(same && { sameAs: same.accountId }),
  }
}
