import type { Changeset } from 'server/contract'
import CloseAccount from '../changesets/CloseAccount.svelte'
import { exportList } from '../changesets/exportCsv.ts'
import ImportCsv from '../changesets/ImportCsv.svelte'
import { Review } from '../changesets/review.svelte.ts'
import ReviewDialog from '../changesets/ReviewDialog.svelte'
import type { Desk } from '../desk.svelte.ts'
import type { UnitPage } from '../groups/unitPage.svelte.ts'
import AddPerson from './AddPerson.svelte'
import AddPeople from './AddPeople.svelte'
import ChangePeople from './ChangePeople.svelte'
import HandOver from './HandOver.svelte'
import { people } from './people.ts'
import { serverWord } from './quickFilters.ts'
import ResetSignIn from './ResetSignIn.svelte'
import type { StaffRow } from './staffRows.ts'

interface Options {
  desk: Desk
  page: UnitPage
  /** Back to the grid. */
  focus: () => void
}

const exportWhy = 'A file cannot be limited to these people. Choose All or another filter, and export again.'

function doneTo({ source, changes, counts }: Changeset): string {
  if (source === 'undo') return 'put back as before'
  if (counts.new === changes) return 'added'
  return counts.closed === changes ? 'closed' : 'changed'
}

/** Everything that the grid's buttons and menus do beyond the cells. */
export default class StaffActs {
  readonly desk: Desk
  readonly page: UnitPage
  readonly #focus: () => void

  constructor({ desk, page, focus }: Options) {
    this.desk = desk
    this.page = page
    this.#focus = focus
  }

  get unit() {
    return this.page.unit!
  }

  get grid() {
    return this.page.staff
  }

  /** What is waiting in the cells. */
  review() {
    this.grid.sheet.confirm()
    if (!this.grid.unsaved) return
    const review = this.grid.preview.begin()
    this.#open(review, (changeset) => this.applied(changeset, this.grid.preview.written(review)))
  }

  /** Rows from a form: for new people, or for many at once. */
  reviewRows(source: 'form' | 'bulk' | 'grid', rows: Parameters<Review['ask']>[0]['rows']) {
    const review = this.newReview(source)
    void review.ask({ rows: rows ?? [] })
    this.#open(review, (changeset) => this.applied(changeset))
  }

  newReview(source: 'form' | 'bulk' | 'grid' | 'undo'): Review {
    return new Review(this.desk.desktop, { unitId: this.unit.id, list: 'staff', source })
  }

  openReview(review: Review) {
    this.#open(review, (changeset) => this.applied(changeset))
  }

  /** Place and selection stay; the rows are as they are now. */
  applied = (changeset: Changeset, rows: string[] = []) => {
    if (changeset.source === 'bulk') this.grid.sheet.ticks.none()
    this.desk.toasts.show({
      text: `${people(changeset.changes)} ${doneTo(changeset)}.`,
      ...(changeset.can.undo ? { action: { label: 'Undo', run: () => this.#undo(changeset) } } : {}),
    })
    void this.grid.applied(rows).then(() => this.#focus())
    // The default messaging contact may be another person.
    void this.page.fetch()
  }

  discard() {
    const { edits } = this.grid.sheet
    edits.discard()
    this.desk.toasts.show({ text: 'Your changes are discarded.', action: { label: 'Undo', run: () => edits.undo() } })
    this.#focus()
  }

  add() {
    this.desk.openDialog(AddPerson, { acts: this })
  }

  /** Rows that were pasted below the last one; without any, there is a box to paste into. */
  addMany(rows: Record<string, string>[] = []) {
    this.desk.openDialog(AddPeople, { acts: this, rows })
  }

  changeTicked() {
    const { sheet } = this.grid
    const rows = sheet.rows.filter(({ id }) => sheet.ticks.has(id))
    this.desk.openDialog(ChangePeople, { acts: this, rows })
  }

  importCsv() {
    this.desk.openDialog(ImportCsv, {
      ...{ desk: this.desk, unit: this.unit, list: 'staff' as const },
      onapplied: (changeset: Changeset) => this.applied(changeset),
    })
  }

  exportCsv() {
    const { quick } = this.grid
    const only = serverWord[quick]
    if (quick !== 'all' && !only) return this.desk.toasts.show({ text: exportWhy })
    const filter = this.grid.sheet.filter.trim()
    void exportList(this.desk, this.unit, 'staff', { ...(filter ? { filter } : {}), ...(only ? { only } : {}) })
  }

  close({ id }: StaffRow) {
    this.desk.openDialog(CloseAccount, {
      ...{ desk: this.desk, unit: this.unit, accountId: id },
      onapplied: (changeset: Changeset) => this.applied(changeset, [id]),
    })
  }

  resetSignIn(row: StaffRow) {
    this.desk.openDialog(ResetSignIn, { acts: this, row })
  }

  handOver(row: StaffRow) {
    this.desk.openDialog(HandOver, { acts: this, row })
  }

  async sendVerification({ id }: StaffRow) {
    const outcome = await this.desk.desktop.call('sendVerification', { unitId: this.unit.id, accountId: id })
    if (outcome.ok) this.desk.toasts.show({ text: `A verification e-mail is on its way to ${outcome.value.sentTo}.` })
    else if (outcome.problem.code !== 'signedOut') this.desk.toasts.show({ text: outcome.problem.message, bad: true })
  }

  #undo({ id }: Changeset) {
    const review = this.newReview('undo')
    void review.ask({ undoes: id })
    this.openReview(review)
  }

  #open(review: Review, onapplied: (changeset: Changeset) => void) {
    this.desk.openDialog(ReviewDialog, { desk: this.desk, review, unit: this.unit, onapplied })
  }
}
