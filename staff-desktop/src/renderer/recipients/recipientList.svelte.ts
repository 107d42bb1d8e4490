import type { AccountKind, Recipient } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'

const pause = 200

/** The recipient list of a group, filtered by the server and fetched page by page. */
export class RecipientList {
  filter = $state('')
  people = $state.raw<Recipient[]>([])
  state = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  problem = $state.raw<Problem | null>(null)
  hasMore = $state(false)
  /** Whether there are patients in it at all, whatever the filter says. */
  hasPatients = $state(false)
  /** Counts the lists that were shown: each begins at its top. */
  shown = $state(0)
  /** The person that the keyboard is on. */
  cursorId = $state<string | null>(null)

  readonly #desktop: Desktop
  readonly #only: AccountKind | null
  #groupId: string | null = null
  #next: string | null = null
  #loadingMore = false
  #generation = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(desktop: Desktop, { only = null }: { only?: AccountKind | null } = {}) {
    this.#desktop = desktop
    this.#only = only
  }

  async show(groupId: string): Promise<void> {
    clearTimeout(this.#timer)
    this.#groupId = groupId
    this.state = 'loading'
    const generation = ++this.#generation
    const outcome = await this.#fetch(null)
    if (generation !== this.#generation || !outcome) return
    if (!outcome.ok) {
      this.state = 'failed'
      this.problem = outcome.problem
      return
    }
    this.problem = null
    this.people = outcome.value.recipients
    // The server lists patients first.
    if (!this.filter.trim()) this.hasPatients = this.people[0]?.kind === 'patient'
    this.#goesOnAt(outcome.value.next)
    this.cursorId = this.people[0]?.id ?? null
    this.state = 'ready'
    this.shown++
  }

  /** Asks the server a moment after the last key. */
  filterChanged() {
    clearTimeout(this.#timer)
    const groupId = this.#groupId
    if (groupId) this.#timer = setTimeout(() => void this.show(groupId), pause)
  }

  async loadMore(): Promise<void> {
    if (this.#next === null || this.#loadingMore) return
    this.#loadingMore = true
    const generation = this.#generation
    const outcome = await this.#fetch(this.#next)
    this.#loadingMore = false
    if (generation !== this.#generation || !outcome?.ok) return
    this.people = [...this.people, ...outcome.value.recipients]
    this.#goesOnAt(outcome.value.next)
  }

  #goesOnAt(next: string | null) {
    this.#next = next
    this.hasMore = next !== null
  }

  async #fetch(cursor: string | null) {
    if (!this.#groupId) return null
    return this.#desktop.call('listRecipients', {
      groupId: this.#groupId,
      ...(this.filter.trim() ? { filter: this.filter.trim() } : {}),
      ...(this.#only ? { only: this.#only } : {}),
      ...(cursor ? { cursor } : {}),
    })
  }
}
