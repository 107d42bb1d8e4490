/** What a changeset is, does and did, in words. */
import type { Changeset, ChangesetList, ChangesetSource, RowCounts, RowKind } from 'server/contract'

const number = new Intl.NumberFormat('en-GB')

/** "1 row", "2 rows". */
export const count = (many: number, one: string, several = `${one}s`) =>
  `${number.format(many)} ${many === 1 ? one : several}`

export const kindWords: Record<RowKind, string> = {
  wrong: 'Wrong',
  conflict: 'Changed by both',
  new: 'New',
  changed: 'Changed',
  closed: 'Leaves',
  unchanged: 'Unchanged',
}

/** In the order of the line of filters. */
export const countedKinds = ['changed', 'new', 'closed', 'unchanged', 'wrong', 'conflict'] as const

const countedWords: Record<RowKind, string> = {
  changed: 'changed',
  new: 'new',
  closed: 'closed',
  unchanged: 'unchanged',
  wrong: 'wrong',
  conflict: 'changed by others too',
}

export const countInWords = (counts: RowCounts, kind: RowKind) => `${number.format(counts[kind])} ${countedWords[kind]}`

/** "4 changed, 1 new": what was written, without what there was none of. */
export function writtenInWords(counts: RowCounts): string {
  const written = (['changed', 'new', 'closed'] as const).filter((kind) => counts[kind] > 0)
  return written.map((kind) => countInWords(counts, kind)).join(', ') || 'Nothing'
}

export const listWords: Record<ChangesetList, string> = { staff: 'Staff', patients: 'Patients' }

const titles: Record<ChangesetSource, string> = {
  grid: 'Check your changes',
  bulk: 'Check your changes',
  form: 'Check your changes',
  csv: 'Check the file',
  undo: 'Check what is taken back',
}
export const titleOf = (source: ChangesetSource) => titles[source]

/** How it was made, for the history. */
export const sourceWords: Record<ChangesetSource, string> = {
  grid: 'In the grid',
  bulk: 'In bulk',
  form: 'By form',
  csv: 'By CSV file',
  undo: 'Took earlier changes back',
}

export function emailsInWords(emails: number): string {
  if (emails === 0) return 'Nobody will be sent an e-mail about this.'
  return `${count(emails, 'person', 'people')} will be sent an e-mail, to show that the address is theirs or to choose a password.`
}

/** "Apply 5 changes", "Take back 1 change". */
export function actWords({ source, changes }: Pick<Changeset, 'source' | 'changes'>): string {
  return `${source === 'undo' ? 'Take back' : 'Apply'} ${count(changes, 'change')}`
}

export function appliedWords({ source, changes }: Pick<Changeset, 'source' | 'changes'>): string {
  return `${count(changes, 'change')} ${source === 'undo' ? 'taken back' : 'applied'}.`
}

/** Why it cannot be applied as it is; null when it can. */
export function obstacle({ counts, changes, can }: Changeset, undecided: number): string | null {
  if (undecided > 0) return `${count(undecided, 'new person', 'new people')} may be here already: choose below.`
  if (counts.wrong > 0) return `${count(counts.wrong, 'row is', 'rows are')} wrong.`
  if (counts.conflict > 0) return `${count(counts.conflict, 'row was', 'rows were')} changed by somebody else too.`
  if (changes === 0) return 'There is nothing to change.'
  return can.apply ? null : 'This cannot be applied any more.'
}
