import type { Changeset } from 'server/contract'
import AbsenceDialog from '../absences/AbsenceDialog.svelte'
import { sendInvitations } from '../accounts/invitations.ts'
import CloseAccount from '../changesets/CloseAccount.svelte'
import { appliedWords } from '../changesets/changesetWords.ts'
import { exportList } from '../changesets/exportCsv.ts'
import ImportCsv from '../changesets/ImportCsv.svelte'
import { Review } from '../changesets/review.svelte.ts'
import ReviewDialog from '../changesets/ReviewDialog.svelte'
import type { Desk } from '../desk.svelte.ts'
import type { UnitPage } from '../groups/unitPage.svelte.ts'
import type { Toast } from '../page/toasts.svelte.ts'
import AddPerson from './AddPerson.svelte'
import AddPeople from './AddPeople.svelte'
import ChangePeople from './ChangePeople.svelte'
import FilterHides from './FilterHides.svelte'
import HandOver from './HandOver.svelte'
import InvitePeople from './InvitePeople.svelte'
import { asPasted } from './newPeople.ts'
import { serverWord } from './quickFilters.ts'
import ResetSignIn from './ResetSignIn.svelte'
import type { StaffRow } from './staffRows.ts'
import type { TypedChange, TypedPerson } from './typed.ts'

interface Options {
  desk: Desk
  page: UnitPage
  /** Back to the grid. */
  focus: () => void
}

const exportWhy = 'A file cannot be limited to these people. Choose All or another filter, and export again.'

/** Everything that the grid's buttons and menus do beyond the cells. */
export default class StaffActs {
  readonly desk: Desk
  readonly page: UnitPage
  readonly focus: () => void
  /** What was discarded last can be undone until something else is changed. */
  #discarded: { toast: Toast; edits: unknown } | null = null

  constructor({ desk, page, focus }: Options) {
    this.desk = desk
    this.page = page
    this.focus = focus
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
    this.#open(review, {
      onapplied: (changeset) => this.applied(changeset, this.grid.preview.written(review)),
      // Only now: a cell that changes is asked about anew, and the rows in front of the person would be others.
      ongone: () => this.grid.settle(review.settled),
    })
  }

  /** Rows from a form, for new people or for many at once; `onleave` goes back to it. */
  reviewRows(source: 'form' | 'bulk' | 'grid', rows: Parameters<Review['ask']>[0]['rows'], onleave?: () => void) {
    const review = this.newReview(source)
    void review.ask({ rows: rows ?? [] })
    this.openReview(review, onleave)
  }

  newReview(source: 'form' | 'bulk' | 'grid' | 'undo'): Review {
    return new Review(this.desk.desktop, { unitId: this.unit.id, list: 'staff', source })
  }

  openReview(review: Review, onleave?: () => void) {
    this.#open(review, { onapplied: (changeset) => this.applied(changeset), ...(onleave ? { onleave } : {}) })
  }

  /** Place and selection stay; the rows are as they are now. */
  applied = (changeset: Changeset, rows: string[] = []) => {
    if (changeset.source === 'bulk') this.grid.sheet.ticks.none()
    this.desk.toasts.show({
      text: appliedWords(changeset),
      ...(changeset.can.undo ? { action: { label: 'Undo', run: () => this.#undo(changeset) } } : {}),
    })
    void this.#goOn(rows, changeset)
    // The default messaging contact may be another person.
    void this.page.fetch()
  }

  discard() {
    const { edits } = this.grid.sheet
    edits.discard()
    const toast = { text: 'Your changes are discarded.', action: { label: 'Undo', run: () => edits.undo() } }
    this.#discarded = { toast, edits: edits.byRow }
    this.desk.toasts.show(toast)
    this.focus()
  }

  /** After the next change, Undo would undo that one. */
  edited() {
    if (!this.#discarded || this.#discarded.edits === this.grid.sheet.edits.byRow) return
    if (this.desk.toasts.current === this.#discarded.toast) this.desk.toasts.dismiss()
    this.#discarded = null
  }

  add(typed?: TypedPerson) {
    this.desk.openDialog(AddPerson, { acts: this, ...(typed ? { typed } : {}) })
  }

  /** There is a box to paste into, with what was pasted before, if anything. */
  addMany(text = '') {
    this.desk.openDialog(AddPeople, { acts: this, text })
  }

  /** Rows that were pasted below the last one that is shown. */
  below(rows: Record<string, string>[]) {
    const { sheet } = this.grid
    const hidden = sheet.rows.length - sheet.shown.length
    if (hidden > 0) return this.desk.openDialog(FilterHides, { acts: this, rows, hidden })
    this.offer(rows)
  }

  /** New people have names; anything else that was pasted has found no place. */
  offer(rows: Record<string, string>[]) {
    const [first = {}] = rows
    if ('firstName' in first && 'lastName' in first) return this.addMany(asPasted(rows))
    const { sheet } = this.grid
    const what = rows.length === 1 ? '1 row' : `${rows.length} rows`
    sheet.hint = `${what} of what you pasted came after the last person and found no place. ${sheet.hint}`.trim()
  }

  changeTicked(kept?: TypedChange) {
    const { sheet } = this.grid
    const rows = sheet.rows.filter(({ id }) => sheet.ticks.has(id))
    this.desk.openDialog(ChangePeople, { acts: this, rows, ...(kept ? { kept } : {}) })
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

  absence({ id }: StaffRow) {
    this.desk.openDialog(AbsenceDialog, {
      ...{ desk: this.desk, unitId: this.unit.id, accountId: id },
      onchanged: () => void this.grid.fetch(),
    })
  }

  resetSignIn(row: StaffRow) {
    this.desk.openDialog(ResetSignIn, { acts: this, row })
  }

  /** The grid shows who has a code, the settings how many have none. */
  async changedSignIn() {
    await Promise.all([this.grid.fetch(), this.page.fetch()])
  }

  inviteTicked() {
    const { sheet } = this.grid
    const rows = sheet.rows.filter(({ id, member }) => sheet.ticks.has(id) && !member.wayIn.chosen)
    this.desk.openDialog(InvitePeople, { acts: this, rows })
  }

  /** Returns why it did not work. */
  async invite(rows: StaffRow[]): Promise<string | null> {
    const problem = await sendInvitations(this.desk, this.unit.id, rows)
    if (problem && rows.length === 1) this.desk.toasts.show({ text: problem, bad: true })
    void this.grid.fetch()
    return problem
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

  /** The keyboard goes on where it was, or at whoever is new. */
  async #goOn(rows: string[], { source, counts }: Changeset) {
    const { sheet } = this.grid
    const before = new Set(sheet.byId.keys())
    await this.grid.applied(rows)
    const added = source !== 'undo' && counts.new > 0 ? sheet.rows.filter(({ id }) => !before.has(id)) : []
    if (added.length > 0) {
      const ids = new Set(added.map(({ id }) => id))
      if (!sheet.shown.some(({ id }) => ids.has(id))) this.grid.showAll()
      const first = sheet.shown.find(({ id }) => ids.has(id))
      if (first) sheet.goToRow(first.id)
    }
    this.focus()
  }

  #open(
    review: Review,
    told: { onapplied: (changeset: Changeset) => void; onleave?: () => void; ongone?: () => void },
  ) {
    this.desk.openDialog(ReviewDialog, { desk: this.desk, review, unit: this.unit, ...told })
  }
}
