import type { ChangesetList } from 'server/contract'
import type { Desktop, Saved } from '../../bridge.ts'
import type { Desk } from '../desk.svelte.ts'
import type { ReviewedUnit } from './review.svelte.ts'

/** As the list is filtered on the screen; `only` is the list's own word. */
export interface ExportFilter {
  filter?: string
  only?: string
}

type Exported = { ok: true; value: { fileName: string; csv: string; rows: number; isComplete: boolean } }

const number = new Intl.NumberFormat('en-GB')

/** Saves what the filter shows as a file of the person's choice, and says where it is. */
export async function exportList(desk: Desk, unit: ReviewedUnit, list: ChangesetList, filter: ExportFilter = {}) {
  const outcome = await ask(desk.desktop, list, { unitId: unit.id, ...filter })
  if (!outcome.ok) {
    if (outcome.problem.code !== 'signedOut') desk.toasts.show({ text: outcome.problem.message, bad: true })
    return
  }
  const { fileName, csv, rows, isComplete } = (outcome as Exported).value
  const saved = await desk.desktop.saveFile({ name: fileName, text: csv })
  const people = `${isComplete ? '' : 'The first '}${number.format(rows)} ${rows === 1 ? 'person' : 'people'}`
  tellSaved(desk, saved, `${people} saved`, 'The file contains people’s names: keep it safe.')
}

function ask(desktop: Desktop, list: ChangesetList, input: { unitId: string } & ExportFilter) {
  // The words of `only` differ from list to list; the server checks them.
  return list === 'staff'
    ? desktop.call('exportStaff', input as Parameters<typeof desktop.call<'exportStaff'>>[1])
    : desktop.call('exportPatients', input as Parameters<typeof desktop.call<'exportPatients'>>[1])
}

/** "60 people saved in /home/fiona/staff.csv. Keep it safe." Nothing when the person thought better of it. */
export function tellSaved(desk: Desk, saved: Saved, what: string, warning: string) {
  if (saved.state === 'failed') desk.toasts.show({ text: saved.message, bad: true })
  if (saved.state === 'saved') desk.toasts.show({ text: `${what} in ${saved.path}. ${warning}` })
}
