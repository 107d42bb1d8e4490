import type { AskedRow, ChangesetList, ChangesetRow, ChangesetSource } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'
import { newId } from '../page/newId.ts'
import type { Asked, Choice } from './asked.ts'
import { ChangesetPages, isOpen, type ChangesetPage } from './changesetPages.svelte.ts'
import { leftTogether } from './leftTogether.ts'
import { resolved } from './resolved.ts'

/** A conflict that is over: what the grid, where the change was made, has to follow. */
export interface Settled {
  accountId: string
  column: string
  now: string
  choice: Choice
}

interface Options {
  unitId: string
  list: ChangesetList
  source: ChangesetSource
}

/** One changeset on its way from a preview to being applied. Whatever answer is lost on the way, it is applied once. */
export class Review {
  readonly id = newId()
  readonly list: ChangesetList
  readonly source: ChangesetSource
  readonly pages: ChangesetPages
  /** `asking` also while it is asked again; the rows of before are still there. */
  state = $state<'asking' | 'ready' | 'failed' | 'applying' | 'applied'>('asking')
  problem = $state.raw<Problem | null>(null)
  /** There was no answer to Apply, so nobody knows whether it was done. To try again is safe. */
  unsure = $state(false)
  /** Apply was refused because others were quicker, and the conflicts and errors are there now. */
  overtaken = $state(false)
  /** Lines that are left out. */
  without = $state.raw<number[]>([])
  /** New rows that look like somebody who exists, by line: that person, or (null) somebody else. */
  same = $state.raw<ReadonlyMap<number, string | null>>(new Map())
  /** Rows that somebody else changed too, by line. */
  choices = $state.raw<ReadonlyMap<number, Choice>>(new Map())
  /** Rows were left out because others were: the default messaging contact goes from one to another, or stays. */
  leftTogether = $state(false)
  /** Every change was given up for what others did. */
  emptied = $state(false)
  settled: Settled[] = []

  readonly #desktop: Desktop
  readonly #here: { unitId: string; changesetId: string }
  #asked: Asked = {}
  #generation = 0

  constructor(desktop: Desktop, { unitId, list, source }: Options) {
    this.#desktop = desktop
    this.#here = { unitId, changesetId: this.id }
    this.list = list
    this.source = source
    this.pages = new ChangesetPages(desktop, this.#here)
  }

  get changeset() {
    return this.pages.changeset
  }

  get rows() {
    return this.pages.rows
  }

  /** Asks what it would do; asking again replaces the answer before. True when there is one. */
  async ask(asked: Asked): Promise<boolean> {
    this.#asked = asked
    this.without = []
    this.same = new Map()
    this.leftTogether = false
    // What was said before is about something else.
    this.pages.clear()
    return this.askAgain()
  }

  /** The same once more, with what was left out and decided since. */
  async askAgain(): Promise<boolean> {
    const generation = ++this.#generation
    this.state = 'asking'
    const outcome = await this.#desktop.call('previewChangeset', {
      ...this.#here,
      list: this.list,
      source: this.source,
      ...this.#asked,
      ...(this.without.length > 0 ? { without: [...this.without] } : {}),
      ...(this.same.size > 0 ? { same: Array.from(this.same, ([line, accountId]) => ({ line, accountId })) } : {}),
    })
    if (generation !== this.#generation) return false
    // The answer to an Apply before was lost: it had been applied.
    if (!outcome.ok && outcome.problem.code === 'alreadyApplied') return this.#lookAtIt()
    this.overtaken = false
    this.unsure = false
    this.choices = new Map()
    return this.#took(outcome)
  }

  /** All rows of a kind, also those that are not on the screen; those about which there is a question stay. */
  async leaveOut(kind: 'wrong' | 'conflict'): Promise<boolean> {
    const rows = await this.pages.every(kind)
    if (!rows) return this.#failed(this.pages.problem)
    return this.#leave(rows.filter((row) => !isOpen(row)))
  }

  async leaveOutRow(row: ChangesetRow): Promise<boolean> {
    return this.#leave([row])
  }

  /** Somebody new is on the list already: what was typed goes into their row. */
  async changeInstead(line: number, id: string): Promise<void> {
    const rows = this.#asked.rows?.map((row, index) => (index + 1 === line ? { id, cells: typedIn(row.cells) } : row))
    if (!rows) return
    this.#asked = { ...this.#asked, rows }
    const same = new Map(this.same)
    same.delete(line)
    this.same = same
    await this.askAgain()
  }

  /** Rows that were typed can be asked for otherwise; a file cannot. */
  get canChangeInstead(): boolean {
    return this.#asked.rows !== undefined
  }

  /** Asked again when nobody on the screen is undecided any more. */
  async decide(line: number, accountId: string | null): Promise<void> {
    this.same = new Map(this.same).set(line, accountId)
    if (this.undecided === 0) await this.askAgain()
  }

  /** How many new people on the screen may be somebody who exists, and nobody has said so yet. */
  get undecided(): number {
    return this.rows.filter((row) => isOpen(row) && !this.same.has(row.line)).length
  }

  /** Counts when all are chosen: to ask again is to have seen what others did. */
  async choose(line: number, choice: Choice): Promise<void> {
    this.choices = new Map(this.choices).set(line, choice)
    if (this.choices.size < (this.changeset?.counts.conflict ?? 0)) return
    await this.#resolve((rows) => rows)
  }

  async chooseAll(choice: Choice): Promise<void> {
    await this.#resolve((rows) => {
      this.choices = new Map(rows.map(({ line }) => [line, choice]))
      return rows
    })
  }

  /** True when it is applied, by this call or by an earlier one whose answer was lost. */
  async apply(why = ''): Promise<boolean> {
    if (this.state !== 'ready' || !this.changeset) return this.state === 'applied'
    this.state = 'applying'
    const outcome = await this.#desktop.call('applyChangeset', {
      ...this.#here,
      changes: this.changeset.changes,
      ...(why.trim() ? { why: why.trim() } : {}),
    })
    if (outcome.ok) {
      this.pages.changeset = outcome.value
      this.state = 'applied'
      return true
    }
    this.unsure = outcome.problem.code === 'offline'
    if (!isAnotherState(outcome.problem)) return this.#failed(outcome.problem)
    await this.#lookAtIt()
    return this.isApplied
  }

  get isApplied(): boolean {
    return this.state === 'applied'
  }

  async #resolve(choose: (rows: ChangesetRow[]) => ChangesetRow[]): Promise<void> {
    const rows = await this.pages.every('conflict')
    if (!rows) return void this.#failed(this.pages.problem)
    const { asked, without } = resolved(this.#asked, choose(rows), this.choices)
    this.settled = [...this.settled, ...rows.flatMap((row) => settledIn(row, this.choices.get(row.line)))]
    this.#asked = asked
    this.without = [...this.without, ...without]
    if (!(await this.askAgain()) || !this.changeset) return
    const { changes, counts } = this.changeset
    this.emptied = changes + counts.wrong + counts.conflict === 0
  }

  async #leave(rows: ChangesetRow[]): Promise<boolean> {
    const lines = rows.map(({ line }) => line)
    const others = await leftTogether(rows, this.#asked, this.pages)
    if (!others) return this.#failed(this.pages.problem)
    const more = others.filter((line) => !lines.includes(line) && !this.without.includes(line))
    if (more.length > 0) this.leftTogether = true
    this.without = [...new Set([...this.without, ...lines, ...more])]
    return this.askAgain()
  }

  /** As it is at the server: applied, or with the conflicts and errors that have come up. */
  async #lookAtIt(): Promise<boolean> {
    if (!(await this.pages.show())) return this.#failed(this.pages.problem)
    const stands = this.changeset?.state === 'previewed'
    this.overtaken = stands
    this.problem = null
    this.state = stands ? 'ready' : 'applied'
    return true
  }

  #took(outcome: Outcome<ChangesetPage>): boolean {
    if (!outcome.ok) {
      // What it would have done before is no answer to what was asked now.
      this.pages.clear()
      return this.#failed(outcome.problem)
    }
    this.pages.put(outcome.value)
    this.problem = null
    this.state = 'ready'
    return true
  }

  /** What was there before stays, to be tried again. */
  #failed(problem: Problem | null): false {
    this.problem = problem
    this.state = this.changeset ? 'ready' : 'failed'
    return false
  }
}

export { isOpen }

/** An empty cell of somebody new says nothing about somebody who is there. */
const typedIn = (cells: AskedRow['cells']): AskedRow['cells'] =>
  Object.fromEntries(Object.entries(cells).filter(([, { to }]) => to.trim() !== ''))

function settledIn({ accountId, cells }: ChangesetRow, choice: Choice | undefined): Settled[] {
  if (!accountId || !choice) return []
  return cells.flatMap(({ column, now }) => (now === null ? [] : [{ accountId, column, now, choice }]))
}

const isAnotherState = ({ code }: Problem) =>
  code === 'alreadyApplied' || code === 'changedMeanwhile' || code === 'changesetHasErrors'
