import type { NotOpenedLine } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'

/** Who has it and has not opened it. Asked for only when somebody wants to see it: it names patients, and is on record. */
export class NotOpenedList {
  people = $state.raw<NotOpenedLine[]>([])
  state = $state<'closed' | 'loading' | 'ready' | 'failed'>('closed')
  problem = $state.raw<Problem | null>(null)
  hasMore = $state(false)

  readonly #desktop: Desktop
  readonly #place: { unitId: string; broadcastId: string }
  #next: string | null = null
  #loading = false

  constructor(desktop: Desktop, place: { unitId: string; broadcastId: string }) {
    this.#desktop = desktop
    this.#place = place
  }

  async show(): Promise<void> {
    this.state = 'loading'
    this.#next = null
    this.people = []
    await this.#load()
  }

  async loadMore(): Promise<void> {
    if (this.#next !== null) await this.#load()
  }

  async #load(): Promise<void> {
    if (this.#loading) return
    this.#loading = true
    const outcome = await this.#desktop.call('listNotOpened', {
      ...this.#place,
      ...(this.#next ? { cursor: this.#next } : {}),
    })
    this.#loading = false
    this.problem = outcome.ok ? null : outcome.problem
    if (outcome.ok) {
      this.people = [...this.people, ...outcome.value.people]
      this.#next = outcome.value.next
      this.hasMore = this.#next !== null
      this.state = 'ready'
    } else if (this.people.length === 0) this.state = 'failed'
  }
}
