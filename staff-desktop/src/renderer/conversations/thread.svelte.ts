import type { Conversation, Entry } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { Composer } from './composer.svelte.ts'

/** The conversation in the right pane. */
export class Thread {
  readonly id: string
  readonly composer: Composer
  conversation = $state.raw<Conversation | null>(null)
  entries = $state.raw<Entry[]>([])
  /** Where older entries are fetched; null when all are there. */
  older = $state<number | null>(null)
  state = $state<'loading' | 'ready' | 'failed' | 'gone'>('loading')
  problem = $state.raw<Problem | null>(null)
  loadingOlder = $state(false)
  /** Why older entries could not be loaded. */
  olderProblem = $state<string | null>(null)
  /** Where "New" stands: after the last message that was read when the person came. */
  unreadAfter = $state(0)
  /** How many times somebody else's message has arrived under the person's eyes. */
  arrivals = $state(0)

  readonly #desktop: Desktop
  #marked = 0
  #asked = 0
  #answered = 0

  constructor(desktop: Desktop, id: string) {
    this.#desktop = desktop
    this.id = id
    this.composer = new Composer(desktop, id)
  }

  /** Fetches it, at first and again whenever something may have changed. */
  async fetch(): Promise<void> {
    const turn = ++this.#asked
    const outcome = await this.#desktop.call('showConversation', { conversationId: this.id })
    // Answers may overtake each other: an older one says nothing new.
    if (turn < this.#answered) return
    this.#answered = turn
    if (!outcome.ok) return this.#failed(outcome.problem)
    const before = this.conversation
    const fresh = outcome.value
    if (before === null) {
      this.unreadAfter = fresh.lastReadSeq
      this.composer.restore(fresh.draft)
    } else {
      if (before.lastReadSeq >= before.lastSeq && fresh.lastReadSeq < fresh.lastSeq) this.unreadAfter = before.lastSeq
      if (fresh.entries.some((entry) => entry.type === 'message' && !entry.mine && entry.seq > before.lastSeq))
        this.arrivals++
    }
    this.#join(fresh)
    this.conversation = fresh
    this.problem = null
    this.state = 'ready'
    this.composer.caughtUp(fresh.lastSeq, this.entries)
  }

  async loadOlder(): Promise<void> {
    if (this.older === null || this.loadingOlder) return
    this.loadingOlder = true
    const outcome = await this.#desktop.call('showConversation', { conversationId: this.id, before: this.older })
    this.loadingOlder = false
    this.olderProblem = outcome.ok ? null : outcome.problem.message
    if (!outcome.ok) return
    const loaded = new Set(this.entries.map(({ id }) => id))
    this.entries = [...outcome.value.entries.filter(({ id }) => !loaded.has(id)), ...this.entries]
    this.older = outcome.value.older
  }

  /** Tells the server that the person has seen what is shown. True when that was news. */
  async markRead(): Promise<boolean> {
    const shown = this.conversation
    if (!shown || shown.lastReadSeq >= shown.lastSeq || this.#marked >= shown.lastSeq) return false
    const before = this.#marked
    this.#marked = shown.lastSeq
    const outcome = await this.#desktop.call('markRead', { conversationId: this.id, seq: shown.lastSeq })
    if (!outcome.ok) this.#marked = before
    return outcome.ok
  }

  #failed(problem: Problem) {
    this.problem = problem
    if (problem.status === 404) {
      this.state = 'gone'
      this.conversation = null
      this.entries = []
    } else if (this.state === 'loading') this.state = 'failed'
  }

  /** Puts the fresh last page behind the older entries that were loaded on demand, unless there is a gap between them. */
  #join(fresh: Conversation) {
    const first = fresh.entries[0]
    const joint = first ? this.entries.findIndex(({ id }) => id === first.id) : -1
    if (joint > 0) this.entries = [...this.entries.slice(0, joint), ...fresh.entries]
    else {
      this.entries = fresh.entries
      this.older = fresh.older
    }
  }
}
