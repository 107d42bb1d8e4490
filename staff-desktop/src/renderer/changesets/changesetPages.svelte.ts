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
    this.#add(page)
    this.shown++
  }

  #add({ changeset, rows, next }: ChangesetPage) {
    this.changeset = changeset
    this.rows = [...this.rows, ...rows]
    this.#next = next
    this.hasMore = next !== null
  }

  #fetch({ kind, cursor, limit = 100 }: { kind: RowKind | null; cursor?: string | null; limit?: number }) {
    const page = { ...(kind ? { kind } : {}), ...(cursor ? { cursor } : {}), limit }
    return this.#desktop.call('showChangeset', { ...this.#here, ...page })
  }
}
