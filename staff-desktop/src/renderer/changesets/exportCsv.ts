import type { ChangesetList } from 'server/contract'
import type { Endpoints, Saved } from '../../bridge.ts'
import type { Desk } from '../desk.svelte.ts'
import type { Toast } from '../page/toasts.svelte.ts'
import { count } from './changesetWords.ts'
import type { ReviewedUnit } from './asked.ts'

/** As the list is filtered on the screen; `only` is a word of the list's own. */
export interface ExportFilter {
  filter?: string
  only?: string
}

/** Saves what the filter shows as a file of the person's choice, and says where it is. */
export async function exportList(desk: Desk, unit: ReviewedUnit, list: ChangesetList, filter: ExportFilter = {}) {
  const input = { unitId: unit.id, ...filter }
  const outcome =
    list === 'staff'
      ? await desk.desktop.call('exportStaff', input as Parameters<Endpoints['exportStaff']>[0])
      : await desk.desktop.call('exportPatients', input as Parameters<Endpoints['exportPatients']>[0])
  if (!outcome.ok) {
    if (outcome.problem.code !== 'signedOut') desk.toasts.show({ text: outcome.problem.message, bad: true })
    return
  }
  const { fileName, csv, rows, isComplete } = outcome.value
  const saved = await desk.desktop.saveFile({ name: fileName, text: csv })
  const people = `${isComplete ? '' : 'Only the first '}${count(rows, 'person', 'people')}`
  const told = savedInWords(saved, `${people} saved in`, 'The file contains people’s names: keep it safe.')
  if (told) desk.toasts.show(told)
}

/** "60 people saved in /home/fiona/staff.csv. Keep it safe." Null when the person thought better of it. */
export function savedInWords(saved: Saved, what: string, warning = ''): Toast | null {
  if (saved.state === 'failed') return { text: saved.message, bad: true }
  return saved.state === 'saved' ? { text: `${what} ${saved.path}. ${warning}`.trim() } : null
}
