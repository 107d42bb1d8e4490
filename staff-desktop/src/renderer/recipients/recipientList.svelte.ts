import type { AccountKind, Recipient } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'

const pause = 200

/** Where the people come from: the recipient list of a group, or the staff of a unit. */
export type Source = (
  groupId: string,
  page: { filter?: string; cursor?: string },
) => Promise<Outcome<{ recipients: Recipient[]; next: string | null }>>

export function recipientsFrom(desktop: Desktop, { only }: { only?: AccountKind } = {}): Source {
  return (groupId, page) => desktop.call('listRecipients', { groupId, ...(only ? { only } : {}), ...page })
}

/** The people of a group, filtered by the server and fetched page by page. */
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

  readonly #source: Source
  #groupId: string | null = null
  #next: string | null = null
  #loadingMore = false
  #generation = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(source: Source) {
    this.#source = source
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
    return this.#source(this.#groupId, {
      ...(this.filter.trim() ? { filter: this.filter.trim() } : {}),
      ...(cursor ? { cursor } : {}),
    })
  }
}
