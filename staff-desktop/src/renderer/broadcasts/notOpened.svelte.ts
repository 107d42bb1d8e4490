import type { NotOpenedLine } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'

/** Where it stands on the page, for who comes to it from elsewhere. */
export const callSheetId = 'call-sheet'

/** Who has it and has not opened it. Asked for only when somebody wants to see it: it names patients, and is on record. */
export class NotOpenedList {
  people = $state.raw<NotOpenedLine[]>([])
  state = $state<'closed' | 'loading' | 'ready' | 'failed'>('closed')
  problem = $state.raw<Problem | null>(null)
  hasMore = $state(false)
  /** Only those whom somebody has to ring. */
  only = $state<'not_reached' | undefined>()

  readonly #desktop: Desktop
  readonly #place: { unitId: string; broadcastId: string }
  #next: string | null = null
  #asked = 0
  #loading = false

  constructor(desktop: Desktop, place: { unitId: string; broadcastId: string }) {
    this.#desktop = desktop
    this.#place = place
  }

  async show(only: 'all' | 'not_reached'): Promise<void> {
    this.only = only === 'all' ? undefined : only
    this.state = 'loading'
    this.#next = null
    this.people = []
    this.#loading = false
    await this.#load()
  }

  async again(): Promise<void> {
    await this.show(this.only ?? 'all')
  }

  async loadMore(): Promise<void> {
    if (this.#next !== null) await this.#load()
  }

  async #load(): Promise<void> {
    if (this.#loading) return
    this.#loading = true
    const asked = ++this.#asked
    const outcome = await this.#desktop.call('listNotOpened', {
      ...this.#place,
      ...(this.only ? { only: this.only } : {}),
      ...(this.#next ? { cursor: this.#next } : {}),
    })
    // Others are asked for meanwhile.
    if (asked !== this.#asked) return
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
