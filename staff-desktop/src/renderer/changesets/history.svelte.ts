import type { Changeset } from 'server/contract'
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
  }

  #page(cursor: string | null): Promise<Outcome<Page>> {
    return this.#desktop.call('listChangesets', { unitId: this.#unitId, ...(cursor ? { cursor } : {}) })
  }
}

/** "Susan Turner: role title, e-mail"; nothing when it is about several people. */
export function aboutOne({ list, about }: Pick<Changeset, 'list' | 'about'>): string | undefined {
  if (!about) return undefined
  const { name, kind, columns } = about
  if (kind === 'new') return `${name}: added`
  if (kind === 'closed') return `${name}: closed`
  const headers = inOrder(
    list,
    columns.map((column) => ({ column })),
  ).map(({ column }) => headerOf(list, column).replace(/^[A-Z](?![A-Z])/, lower))
  return headers.length > 0 ? `${name}: ${headers.join(', ')}` : name
}

const lower = (letter: string) => letter.toLowerCase()
