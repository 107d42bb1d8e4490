import type { Changeset } from 'server/contract'
import { Review } from '../changesets/review.svelte.ts'
import ReviewDialog from '../changesets/ReviewDialog.svelte'
import type { Desk } from '../desk.svelte.ts'
import type { UnitLine } from '../groups/units.svelte.ts'
import { newId } from '../page/newId.ts'
import { change, inWords } from './change.ts'

/** Says what was done, with the way back where there is one. */
export function tellDone(desk: Desk, unit: UnitLine, text: string, changeset: Changeset, onundone: () => void) {
  const action = { label: 'Undo', run: () => void undo(desk, unit, changeset, onundone) }
  desk.toasts.show(changeset.can.undo ? { text, action } : { text })
}

/** Takes it back at once; where others have changed the same since, the review shows what stands against it. */
async function undo(desk: Desk, unit: UnitLine, { id, list }: Changeset, onundone: () => void): Promise<void> {
  const asked = { unitId: unit.id, id: newId(), list, source: 'undo' as const, undoes: id }
  const outcome = await change(desk.desktop, asked)
  if ('stopped' in outcome) {
    const review = new Review(desk.desktop, { unitId: unit.id, list, source: 'undo' })
    void review.ask({ undoes: id })
    desk.openDialog(ReviewDialog, { desk, unit, review, onapplied: onundone })
  } else if ('problem' in outcome) {
    if (outcome.problem.code !== 'signedOut') desk.toasts.show({ text: inWords(outcome.problem), bad: true })
  } else {
    desk.toasts.show({ text: 'Undone. Everything is as it was before.' })
    onundone()
  }
}
