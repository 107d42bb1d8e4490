import type { ChangesetList, ChangesetRow, ChangesetSource } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'
import { newId } from '../page/newId.ts'
import type { Asked, Choice } from './asked.ts'
import { ChangesetPages, type ChangesetPage } from './changesetPages.svelte.ts'
import { resolved } from './resolved.ts'

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

  /** All rows of a kind, also those that are not on the screen. */
  async leaveOut(kind: 'wrong' | 'conflict'): Promise<boolean> {
    const rows = await this.pages.every(kind)
    if (!rows) return this.#failed(this.pages.problem)
    this.without = [...this.without, ...rows.map(({ line }) => line)]
    return this.askAgain()
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
    this.#asked = asked
    this.without = [...this.without, ...without]
    await this.askAgain()
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
    if (!outcome.ok) return this.#failed(outcome.problem)
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

/** One name may be two people; where the address is the same the server takes it for one unless it is told otherwise. */
export const isOpen = (row: ChangesetRow) =>
  row.kind === 'wrong' && row.candidates.length > 0 && row.sameAs === undefined

const isAnotherState = ({ code }: Problem) =>
  code === 'alreadyApplied' || code === 'changedMeanwhile' || code === 'changesetHasErrors'
