/** A changeset that somebody has seen in words already: previewed, and applied when nothing stands against it. */
import type { AskedRow, Changeset, ChangesetList, ChangesetRow, ChangesetSource } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'

export interface AskedChange {
  unitId: string
  /** Of the changeset: the same for the same change, so that trying again cannot do it twice. */
  id: string
  list: ChangesetList
  source: ChangesetSource
  rows?: AskedRow[]
  undoes?: string
  same?: { line: number; accountId: string | null }[]
}

type Preview = { changeset: Changeset; rows: ChangesetRow[] }
/** Whether the preview is what the person was told that would happen. */
type IsMeant = (preview: Preview) => boolean

export type Changed =
  /** Done, or (without a row to change) as it should be already. */
  { done: Changeset } | { stopped: Preview } | { problem: Problem }

export async function change(desktop: Desktop, asked: AskedChange, isMeant: IsMeant = () => true): Promise<Changed> {
  const first = await attempt(desktop, asked, isMeant)
  // What was seen a moment ago is no longer so: the preview says what is in the way.
  const again = 'problem' in first && ['changedMeanwhile', 'changesetHasErrors'].includes(first.problem.code)
  return again ? attempt(desktop, asked, isMeant) : first
}

async function attempt(desktop: Desktop, { id, ...asked }: AskedChange, isMeant: IsMeant): Promise<Changed> {
  const { unitId } = asked
  const preview = await desktop.call('previewChangeset', { ...asked, changesetId: id })
  if (!preview.ok) return applied(desktop, { unitId, id }, preview.problem)
  const { changeset } = preview.value
  const { wrong, conflict } = changeset.counts
  if (wrong + conflict > 0 || !isMeant(preview.value)) return { stopped: preview.value }
  if (changeset.changes === 0) return { done: changeset }
  const outcome = await desktop.call('applyChangeset', { unitId, changesetId: id, changes: changeset.changes })
  return outcome.ok ? { done: outcome.value } : applied(desktop, { unitId, id }, outcome.problem)
}

/** The answer to an earlier attempt was lost on its way here: it was done then. */
async function applied(
  desktop: Desktop,
  { unitId, id }: { unitId: string; id: string },
  problem: Problem,
): Promise<Changed> {
  if (problem.code !== 'alreadyApplied') return { problem }
  const outcome = await desktop.call('showChangeset', { unitId, changesetId: id })
  return outcome.ok ? { done: outcome.value.changeset } : { problem: outcome.problem }
}

const notSavedOffline =
  'No connection: this may not have been done. Everything is still here, and trying again cannot do it twice.'

export const inWords = (problem: Problem) => (problem.code === 'offline' ? notSavedOffline : problem.message)
