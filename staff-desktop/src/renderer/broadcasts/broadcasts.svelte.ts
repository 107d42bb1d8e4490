import type { BroadcastLine } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { OpenBroadcast } from './openBroadcast.svelte.ts'

/** The broadcasts of a unit, what was changed last first, and the one that is open. */
export class Broadcasts {
  lines = $state.raw<BroadcastLine[]>([])
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  hasMore = $state(false)
  open = $state.raw<OpenBroadcast | null>(null)

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
    const outcome = await this.#desktop.call('listBroadcasts', { unitId: this.#unitId })
    if (generation !== this.#generation) return
    this.problem = outcome.ok ? null : outcome.problem
    if (outcome.ok) {
      this.lines = outcome.value.broadcasts
      this.#goesOnAt(outcome.value.next)
      this.state = 'ready'
    } else if (this.state === 'loading') this.state = 'failed'
  }

  async loadMore(): Promise<void> {
    if (this.#next === null || this.#loadingMore) return
    this.#loadingMore = true
    const generation = this.#generation
    const outcome = await this.#desktop.call('listBroadcasts', { unitId: this.#unitId, cursor: this.#next })
    this.#loadingMore = false
    if (generation !== this.#generation) return
    this.problem = outcome.ok ? null : outcome.problem
    if (!outcome.ok) return
    const known = new Set(this.lines.map(({ id }) => id))
    this.lines = [...this.lines, ...outcome.value.broadcasts.filter(({ id }) => !known.has(id))]
    this.#goesOnAt(outcome.value.next)
  }

  show(id: string) {
    this.open?.leave()
    this.open = new OpenBroadcast(this.#desktop, this.#unitId, id)
    void this.open.fetch()
  }

  /** A new one, empty or with the launch text. Null when that could not be had. */
  async begin({ withLaunchText = false } = {}): Promise<Problem | null> {
    const launch = withLaunchText ? await this.#desktop.call('showLaunchText', { unitId: this.#unitId }) : null
    if (launch && !launch.ok) return launch.problem
    this.open?.leave()
    this.open = new OpenBroadcast(this.#desktop, this.#unitId)
    if (launch) this.open.draft?.fill(launch.value)
    return null
  }

  async close(): Promise<void> {
    const { open } = this
    this.open = null
    open?.leave()
    await open?.draft?.flush()
    await this.fetch()
  }

  #goesOnAt(next: string | null) {
    this.#next = next
    this.hasMore = next !== null
  }
}
