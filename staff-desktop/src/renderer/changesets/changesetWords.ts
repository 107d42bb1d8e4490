/** What a changeset is, does and did, in words. */
import type { Changeset, ChangesetList, ChangesetSource, RowCounts, RowKind } from 'server/contract'
import { counted as count, inDigits } from '../page/digits.ts'

export { count }

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

/** `questions`: how many of the wrong ones only need a decision. */
export function countInWords(counts: RowCounts, kind: RowKind, questions = 0): string {
  const words = kind === 'wrong' && questions > 0 ? wrongOrNot(counts.wrong, questions) : countedWords[kind]
  return `${inDigits(counts[kind])} ${words}`
}

const wrongOrNot = (wrong: number, questions: number) => (questions < wrong ? 'wrong or to decide' : 'to decide')

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

export function emailsInWords(emails: number, addressesChange = false): string {
  const links = `${people(emails)} will be e-mailed a link, to verify an address or choose a password.`
  if (!addressesChange) return emails === 0 ? 'Nobody will be e-mailed about this.' : links
  return `${emails === 0 ? '' : `${links} `}Their old addresses are told, if they were confirmed.`
}

/** "1 person", "2 people". People are what is counted, in the grid, in the review and when it is done. */
export const people = (many: number) => count(many, 'person', 'people')

/** "Apply to 5 people", "Take back for 1 person". */
export function actWords({ source, changes }: Pick<Changeset, 'source' | 'changes'>): string {
  const act = source === 'undo' ? { verb: 'Take back', of: 'for' } : { verb: 'Apply', of: 'to' }
  return changes === 0 ? act.verb : `${act.verb} ${act.of} ${people(changes)}`
}

/** "2 people changed.", "1 person added." */
export function appliedWords({ source, changes, counts }: Pick<Changeset, 'source' | 'changes' | 'counts'>): string {
  return `${people(changes)} ${doneTo()}.`

  function doneTo(): string {
    if (source === 'undo') return 'put back as before'
    if (counts.new === changes) return 'added'
    return counts.closed === changes ? 'closed' : 'changed'
  }
}

/** Why it cannot be applied as it is; null when it can. */
export function obstacle({ counts, changes, can }: Changeset, undecided: number): string | null {
  if (undecided > 0) return `${count(undecided, 'new person', 'new people')} may be here already: choose above.`
  if (counts.wrong > 0) return `${count(counts.wrong, 'row is', 'rows are')} wrong.`
  if (counts.conflict > 0) return `${count(counts.conflict, 'row was', 'rows were')} changed by somebody else too.`
  if (changes === 0) return 'There is nothing to change.'
  return can.apply ? null : 'This cannot be applied any more.'
}
