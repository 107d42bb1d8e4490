import type { Changeset, ChangesetRow, RowKind } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'

export interface ChangesetPage {
  changeset: Changeset
  rows: ChangesetRow[]
  next: string | null
}

/** A changeset and its rows, those that need attention first, fetched page by page. */
export class ChangesetPages {
  changeset = $state.raw<Changeset | null>(null)
  rows = $state.raw<ChangesetRow[]>([])
  problem = $state.raw<Problem | null>(null)
  /** Only rows of this kind are shown. */
  kind = $state<RowKind | null>(null)
  hasMore = $state(false)
  /** Counts the lists that were shown: each begins at its top. */
  shown = $state(0)

  /** What was seen of it, also while a filter shows other rows: lines that ask who somebody is, and addresses that change. */
  questions = $state.raw<ReadonlySet<number>>(new Set())
  addressesChange = $state(false)

  readonly #desktop: Desktop
  readonly #here: { unitId: string; changesetId: string }
  #next: string | null = null
  #generation = 0
  #loadingMore = false

  constructor(desktop: Desktop, here: { unitId: string; changesetId: string }) {
    this.#desktop = desktop
    this.#here = here
  }

  /** From its top. What was on the screen stays when there is no answer. */
  async show(kind: RowKind | null = null): Promise<boolean> {
    const generation = ++this.#generation
    const outcome = await this.#fetch({ kind })
    if (generation !== this.#generation) return false
    this.problem = outcome.ok ? null : outcome.problem
    if (outcome.ok) this.put(outcome.value, kind)
    return outcome.ok
  }

  async loadMore(): Promise<void> {
    if (this.#next === null || this.#loadingMore) return
    this.#loadingMore = true
    const generation = this.#generation
    const outcome = await this.#fetch({ kind: this.kind, cursor: this.#next })
    this.#loadingMore = false
    if (generation !== this.#generation) return
    this.problem = outcome.ok ? null : outcome.problem
    if (outcome.ok) this.#add(outcome.value)
  }

  /** All rows of a kind, also those that are not on the screen; null when there is no answer. */
  async every(kind: RowKind): Promise<ChangesetRow[] | null> {
    const rows: ChangesetRow[] = []
    let cursor: string | null = null
    do {
      const outcome: Outcome<ChangesetPage> = await this.#fetch({ kind, cursor, limit: 500 })
      this.problem = outcome.ok ? null : outcome.problem
      if (!outcome.ok) return null
      rows.push(...outcome.value.rows)
      cursor = outcome.value.next
    } while (cursor !== null)
    return rows
  }

  /** A first page that has come by another way. */
  put(page: ChangesetPage, kind: RowKind | null = null) {
    this.#generation++
    this.kind = kind
    this.rows = []
    if (kind === null) this.#forget()
    this.#add(page)
    this.shown++
  }

  /** Nothing is shown any more: what is asked for next may be something else. */
  clear() {
    this.#generation++
    this.#forget()
    this.changeset = null
    this.rows = []
    this.hasMore = false
    this.#next = null
  }

  #forget() {
    this.questions = new Set()
    this.addressesChange = false
  }

  #add({ changeset, rows, next }: ChangesetPage) {
    this.changeset = changeset
    this.rows = [...this.rows, ...rows]
    this.#next = next
    this.hasMore = next !== null
    this.questions = new Set([...this.questions, ...rows.filter(isOpen).map(({ line }) => line)])
    this.addressesChange ||= rows.some(changesAddress)
  }

  #fetch({ kind, cursor, limit = 100 }: { kind: RowKind | null; cursor?: string | null; limit?: number }) {
    const page = { ...(kind ? { kind } : {}), ...(cursor ? { cursor } : {}), limit }
    return this.#desktop.call('showChangeset', { ...this.#here, ...page })
  }
}

/** One name may be two people; where the address is the same the server takes it for one unless it is told otherwise. */
export const isOpen = (row: ChangesetRow) =>
  row.kind === 'wrong' && row.candidates.length > 0 && row.sameAs === undefined

/** Whoever had another address before is told there. */
const changesAddress = ({ kind, cells }: ChangesetRow) =>
  kind === 'changed' && cells.some(({ column, from, to }) => column === 'email' && from !== '' && from !== to)
