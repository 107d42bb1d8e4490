import type { Changeset, ChangesetList, ChangesetSource } from 'server/contract'
import type { Desk } from '../desk.svelte.ts'
import type { Asked, ReviewedUnit } from './asked.ts'
import { Review } from './review.svelte.ts'
import ReviewDialog from './ReviewDialog.svelte'

interface Changes {
  list: ChangesetList
  source: ChangesetSource
  asked: Asked
  onapplied?: (changeset: Changeset) => void
}

/** Shows what changes would do; they are made when the person applies them there. */
export function reviewChanges(desk: Desk, unit: ReviewedUnit, { list, source, asked, onapplied }: Changes) {
  const review = new Review(desk.desktop, { unitId: unit.id, list, source })
  void review.ask(asked)
  desk.openDialog(ReviewDialog, { desk, review, unit, onapplied })
}
