import type { MemberOfStaff } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'
import type { Settled } from '../changesets/review.svelte.ts'
import type { KeptEdits } from '../sheet/edits.svelte.ts'
import { Sheet } from '../sheet/sheet.svelte.ts'
import { gridColumns } from './gridColumns.ts'
import { Preview } from './preview.svelte.ts'
import { counted, passes, type QuickFilter } from './quickFilters.ts'
import { asRow, lockedBecause, withHandover, type StaffRow } from './staffRows.ts'

type Page = Outcome<{ staff: MemberOfStaff[]; next: string | null }>

/** The staff of one unit in front of its admin, with what was changed and not applied yet. */
export class StaffGrid {
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  /** Why it could not be loaded, or not anew. */
  problem = $state.raw<Problem | null>(null)
  /** More pages are on their way. */
  loading = $state(false)
  readonly sheet: Sheet<StaffRow>
  readonly preview: Preview
  readonly #desktop: Desktop
  readonly #unitId: string
  #quick = $state<QuickFilter>('all')
  #asked = 0
  readonly counts = $derived.by(() => counted(this.sheet.rows, this.#waiting))

  constructor(desktop: Desktop, unitId: string) {
    this.#desktop = desktop
    this.#unitId = unitId
    this.sheet = new Sheet<StaffRow>({
      columns: gridColumns,
      filtered: ['firstName', 'lastName', 'username', 'email', 'roleTitle'],
      sort: { column: 'lastName', descending: false },
      locked: lockedBecause,
      follow: (cells) =>
        withHandover(cells, this.sheet.rows, (row, id) => this.sheet.edits.get(row.id, id)?.to ?? row.cells[id] ?? ''),
    })
    this.preview = new Preview(desktop, unitId, this.sheet.edits)
  }

  get quick(): QuickFilter {
    return this.#quick
  }

  set quick(filter: QuickFilter) {
    this.#quick = filter
    // What is mended stays until another filter is chosen: the row must not go from under the hand.
    const { marks } = this.preview
    const marked = filter === 'toLookAt' ? new Map(marks) : marks
    this.sheet.keep = filter === 'all' ? null : (row) => passes(filter, row, { ...this.#waiting, marked })
  }

  get #waiting() {
    return { edited: this.sheet.edits.byRow, marked: this.preview.marks }
  }

  get unsaved(): boolean {
    return this.sheet.edits.cells > 0
  }

  get filtered(): boolean {
    return this.quick !== 'all' || this.sheet.filter.trim() !== ''
  }

  showAll() {
    this.sheet.filter = ''
    this.quick = 'all'
  }

  /** All pages; the first time each is shown as it comes, later what is there stays until all have come. */
  async fetch(): Promise<void> {
    const turn = ++this.#asked
    const first = this.state !== 'ready'
    if (this.state === 'failed') this.state = 'loading'
    this.loading = true
    const rows: StaffRow[] = []
    let cursor: string | null = null
    do {
      const page: Page = await this.#page(cursor)
      if (turn !== this.#asked) return
      if (!page.ok) return this.#failed(page.problem)
      rows.push(...page.value.staff.map(asRow))
      cursor = page.value.next
      if (first && cursor !== null) {
        this.sheet.rows = [...rows]
        this.state = 'ready'
      }
    } while (cursor !== null)
    this.sheet.load(rows)
    this.problem = null
    this.loading = false
    this.state = 'ready'
  }

  /** A conflict is over: mine is to replace what is there now. */
  keepMine(row: string, column: string, now: string) {
    const edit = this.sheet.edits.get(row, column)
    if (!edit) return
    this.#accept(row, column, now)
    this.sheet.edits.set([{ row, column, edit: { from: now, to: edit.to } }])
  }

  takeTheirs(row: string, column: string, now: string) {
    this.#accept(row, column, now)
    this.sheet.edits.set([{ row, column, edit: undefined }])
  }

  /** What was decided in the review holds here too; what was written by then is no change any more. */
  settle(settled: Settled[]) {
    for (const { accountId, column, now, choice } of settled) {
      if (!this.sheet.edits.get(accountId, column)) continue
      if (choice === 'mine') this.keepMine(accountId, column, now)
      else this.takeTheirs(accountId, column, now)
    }
  }

  /** Changes that were applied are changes no longer; those that were left out still are. */
  async applied(rows: string[]): Promise<void> {
    this.sheet.edits.forget(rows)
    this.preview.clear()
    await this.fetch()
    this.edited()
  }

  /** Something was changed in a cell, or is as it was again. */
  edited() {
    this.preview.soon()
    if (!this.unsaved && ['changed', 'toLookAt'].includes(this.quick)) this.quick = 'all'
  }

  keep(): KeptEdits {
    this.sheet.confirm()
    return this.sheet.edits.kept
  }

  #accept(id: string, column: string, text: string) {
    this.sheet.rows = this.sheet.rows.map((row) =>
      row.id === id ? { ...row, cells: { ...row.cells, [column]: text } } : row,
    )
  }

  #failed(problem: Problem) {
    this.loading = false
    this.problem = problem
    if (this.state === 'loading') this.state = 'failed'
  }

  #page(cursor: string | null) {
    return this.#desktop.call('listStaff', { unitId: this.#unitId, limit: 1000, ...(cursor ? { cursor } : {}) })
  }
}
