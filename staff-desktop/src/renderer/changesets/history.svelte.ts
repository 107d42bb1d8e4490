import type { Changeset, ChangesetRow } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'
import { headerOf, inOrder } from './cellWords.ts'
import { ChangesetPages } from './changesetPages.svelte.ts'

interface Page {
  changesets: Changeset[]
  next: string | null
}

/** What was applied in a unit, the newest first, and the one whose rows are looked at. */
export class History {
  changesets = $state.raw<Changeset[]>([])
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  hasMore = $state(false)
  /** Of those about one person: who, and what of theirs, by the changeset. It never changes. */
  about = $state.raw<ReadonlyMap<string, string>>(new Map())
  opened = $state.raw<{ id: string; pages: ChangesetPages } | null>(null)

  readonly #desktop: Desktop
  readonly #unitId: string
  #next: string | null = null
  #generation = 0
  #loadingMore = false

  constructor(desktop: Desktop, unitId: string) {
    this.#desktop = desktop
    this.#unitId = unitId
  }

  /** What is on the screen stays until there is an answer. */
  async fetch(): Promise<void> {
    const generation = ++this.#generation
    const outcome = await this.#page(null)
    if (generation !== this.#generation) return
    this.problem = outcome.ok ? null : outcome.problem
    if (outcome.ok) {
      this.changesets = []
      this.#add(outcome.value)
      this.state = 'ready'
    } else if (this.state === 'loading') this.state = 'failed'
  }

  async loadMore(): Promise<void> {
    if (this.#next === null || this.#loadingMore) return
    this.#loadingMore = true
    const generation = this.#generation
    const outcome = await this.#page(this.#next)
    this.#loadingMore = false
    if (generation !== this.#generation) return
    this.problem = outcome.ok ? null : outcome.problem
    if (outcome.ok) this.#add(outcome.value)
  }

  /** Shows the rows of one, or puts them away again. */
  toggle(id: string) {
    if (this.opened?.id === id) return void (this.opened = null)
    const pages = new ChangesetPages(this.#desktop, { unitId: this.#unitId, changesetId: id })
    this.opened = { id, pages }
    void pages.show()
  }

  #add({ changesets, next }: Page) {
    this.changesets = [...this.changesets, ...changesets]
    this.#next = next
    this.hasMore = next !== null
    void this.#name(changesets.filter(({ id, changes }) => changes === 1 && !this.about.has(id)))
  }

  /** One after the other: nobody waits for it. */
  async #name(changesets: Changeset[]): Promise<void> {
    const generation = this.#generation
    for (const { id: changesetId, list } of changesets) {
      const outcome = await this.#desktop.call('showChangeset', { unitId: this.#unitId, changesetId, limit: 5 })
      if (!outcome.ok || generation !== this.#generation) return
      const row = outcome.value.rows.find(({ kind }) => ['new', 'changed', 'closed'].includes(kind))
      if (row) this.about = new Map(this.about).set(changesetId, inOneLine(list, row))
    }
  }

  #page(cursor: string | null): Promise<Outcome<Page>> {
    return this.#desktop.call('listChangesets', { unitId: this.#unitId, ...(cursor ? { cursor } : {}) })
  }
}

/** "Susan Turner: role title, e-mail". */
function inOneLine(list: Changeset['list'], { name, kind, cells }: ChangesetRow): string {
  if (kind === 'new') return `${name}: added`
  if (kind === 'closed') return `${name}: closed`
  const columns = inOrder(list, cells).map(({ column }) => headerOf(list, column).replace(/^[A-Z](?![A-Z])/, lower))
  return columns.length > 0 ? `${name}: ${columns.join(', ')}` : name
}

const lower = (letter: string) => letter.toLowerCase()
