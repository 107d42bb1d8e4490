import type { ConversationLine, Counts, View } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { layOver } from './layOver.ts'

export type ShownView = Exclude<View, 'all'>

interface Page {
  cursor: string | null
  /** The last activity of the line before it. */
  after: string | null
}

/**
 * The list of conversations: pages fetched as one scrolls, and laid over with fresh ones when something happens.
 * Lines are replaced, never changed, so they are kept raw: 100,000 proxies would be slow and of no use.
 */
export class Inbox {
  view = $state<ShownView>('inbox')
  groupId = $state<string | null>(null)
  search = $state('')
  lines = $state.raw<ConversationLine[]>([])
  counts = $state.raw<Counts | null>(null)
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  hasMore = $state(false)
  loadingMore = $state(false)
  /** The row that the keyboard is on. */
  cursorId = $state<string | null>(null)
  /** The conversation in the right pane. */
  openId = $state<string | null>(null)

  readonly cursorIndex = $derived(this.lines.findIndex(({ id }) => id === this.cursorId))

  readonly #desktop: Desktop
  #pages: Page[] = []
  #next: string | null = null
  /** Counts up whenever another list is asked for: answers for an earlier one are dropped. */
  #generation = 0
  #visible = { start: 0, end: 0 }
  #refreshing: Promise<void> | null = null
  #refreshAgain: { everything: boolean } | null = null

  constructor(desktop: Desktop) {
    this.#desktop = desktop
  }

  /** Shows another list, from its top. */
  async show({
    view = this.view,
    groupId = this.groupId,
    search = this.search,
  }: {
    view?: ShownView
    groupId?: string | null
    search?: string
  } = {}): Promise<void> {
    this.view = view
    this.groupId = groupId
    this.search = search
    this.state = 'loading'
    this.lines = []
    this.hasMore = false
    const generation = ++this.#generation
    const outcome = await this.#fetch(null)
    if (generation !== this.#generation) return
    if (!outcome.ok) {
      this.state = 'failed'
      this.problem = outcome.problem
      return
    }
    this.#pages = [{ cursor: null, after: null }]
    this.lines = outcome.value.conversations
    this.counts = outcome.value.counts
    this.#goesOnAt(outcome.value.next)
    this.state = 'ready'
    if (this.cursorIndex === -1) this.cursorId = this.lines[0]?.id ?? null
  }

  /** The rows on the screen; fetches on when they near the end. */
  lookingAt(start: number, end: number) {
    this.#visible = { start, end }
    if (end >= this.lines.length - 10) void this.loadMore()
  }

  async loadMore(): Promise<void> {
    if (this.#next === null || this.loadingMore || this.state !== 'ready') return
    this.loadingMore = true
    const generation = this.#generation
    const page: Page = { cursor: this.#next, after: this.lines.at(-1)?.lastActivityAt ?? null }
    const outcome = await this.#fetch(page.cursor)
    this.loadingMore = false
    if (generation !== this.#generation || !outcome.ok || page.cursor !== this.#next) return
    const loaded = new Set(this.lines.map(({ id }) => id))
    this.#pages.push(page)
    this.lines = [...this.lines, ...outcome.value.conversations.filter(({ id }) => !loaded.has(id))]
    this.#goesOnAt(outcome.value.next)
  }

  /**
   * Fetches again what may have changed: the top and what is on the screen, or `everything` down to the screen after
   * the connection was lost. Calls while one is under way become one more.
   */
  refresh({ everything = false } = {}): Promise<void> {
    if (this.#refreshing) {
      this.#refreshAgain = { everything: everything || (this.#refreshAgain?.everything ?? false) }
      return this.#refreshing
    }
    this.#refreshing = this.#refreshNow(everything).finally(() => {
      this.#refreshing = null
      const again = this.#refreshAgain
      this.#refreshAgain = null
      if (again) void this.refresh(again)
    })
    return this.#refreshing
  }

  move(to: 'next' | 'previous' | 'first' | 'last') {
    const last = this.lines.length - 1
    const at = { first: 0, last, next: this.cursorIndex + 1, previous: this.cursorIndex - 1 }[to]
    this.cursorId = this.lines[Math.min(last, Math.max(0, at))]?.id ?? null
  }

  /** Takes a line away at once; the keyboard goes on from its place. */
  remove(id: string) {
    const at = this.lines.findIndex((line) => line.id === id)
    if (at === -1) return
    this.lines = this.lines.toSpliced(at, 1)
    if (this.cursorId === id) this.cursorId = (this.lines[at] ?? this.lines.at(-1))?.id ?? null
  }

  /** Shows as read what has just been read, before the server's list says so. */
  markRead(id: string) {
    this.lines = this.lines.map((line) => (line.id === id && line.unread ? { ...line, unread: false } : line))
  }

  async #refreshNow(everything: boolean): Promise<void> {
    if (this.state === 'failed') return this.show()
    if (this.state !== 'ready') return
    const deepest = this.#pageOf(this.#visible.end - 1)
    const indexes = everything
      ? Array.from({ length: deepest + 1 }, (_, index) => index)
      : [...new Set([0, this.#pageOf(this.#visible.start), deepest])]
    if (everything) this.#pages.length = deepest + 1
    for (const index of indexes) {
      if (!(await this.#refreshPage(index, everything && index === deepest))) break
    }
    this.lookingAt(this.#visible.start, this.#visible.end)
  }

  /** False when there is no point in going on. */
  async #refreshPage(index: number, isDeepest: boolean): Promise<boolean> {
    const page = this.#pages[index]
    if (!page) return false
    const generation = this.#generation
    const outcome = await this.#fetch(page.cursor)
    if (generation !== this.#generation || !outcome.ok) return false
    const { conversations, next, counts } = outcome.value
    this.lines = layOver(this.lines, { lines: conversations, after: page.after, isLast: next === null }, this.openId)
    this.counts = counts
    if (next === null) {
      this.#pages.length = index + 1
      this.#goesOnAt(null)
    } else if (isDeepest) {
      const last = this.lines.findIndex(({ id }) => id === conversations.at(-1)?.id)
      this.lines = this.lines.slice(0, last + 1)
      this.#goesOnAt(next)
    }
    if (this.cursorIndex === -1) this.cursorId = this.lines[0]?.id ?? null
    return next !== null
  }

  #pageOf(index: number): number {
    const line = this.lines[Math.min(Math.max(0, index), this.lines.length - 1)]
    if (!line) return 0
    return Math.max(
      0,
      this.#pages.findLastIndex(({ after }) => after === null || after >= line.lastActivityAt),
    )
  }

  #goesOnAt(next: string | null) {
    this.#next = next
    this.hasMore = next !== null
  }

  /** A search looks everywhere, archived ones too. */
  #fetch(cursor: string | null) {
    return this.#desktop.call('listConversations', {
      view: this.search ? 'all' : this.view,
      ...(this.groupId ? { groupId: this.groupId } : {}),
      ...(this.search ? { search: this.search } : {}),
      ...(cursor ? { cursor } : {}),
    })
  }
}
