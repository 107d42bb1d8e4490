import type { Outcome, Problem } from '../../bridge.ts'

const pause = 250
/** As many as the server gives at once. */
const pageLength = 100
/** So near to the end of what is loaded, more is fetched. */
const nearTheEnd = 30

export interface Asked<Only> {
  filter?: string
  only?: Only
  cursor?: string
  limit: number
}

/** Where the people come from. */
export type Source<Line, Only> = (asked: Asked<Only>) => Promise<Outcome<{ lines: Line[]; next: string | null }>>

/**
 * People of a unit, searched by the server and fetched page by page. What is on the screen stays there until there is an
 * answer; an answer to a question that is no longer asked is dropped.
 */
export class PeopleList<Line extends { id: string }, Only extends string> {
  /** What is in the search box. */
  typed = $state('')
  only = $state<Only | null>(null)
  lines = $state.raw<Line[]>([])
  /** What the lines were found by. */
  shownFor = $state.raw<{ filter: string; only: Only | null }>({ filter: '', only: null })
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  /** A search is on its way, while the lines are still those of the one before. */
  searching = $state(false)
  /** The lines could not be fetched again: they may be old. */
  old = $state(false)
  problem = $state.raw<Problem | null>(null)
  hasMore = $state(false)
  /** More could not be loaded. */
  stuck = $state(false)
  /** Counts the searches that were answered: each begins at its top. */
  shown = $state(0)

  readonly #source: Source<Line, Only>
  #next: string | null = null
  #seenTo = 0
  #loadingMore = false
  #generation = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(source: Source<Line, Only>) {
    this.#source = source
  }

  /** From the top, by what is in the search box now. */
  async show(): Promise<void> {
    clearTimeout(this.#timer)
    const generation = ++this.#generation
    const asked = { filter: this.typed.trim(), only: this.only }
    if (this.state === 'ready') this.searching = true
    else this.state = 'loading'
    const outcome = await this.#fetch(asked, null)
    if (generation !== this.#generation) return
    this.searching = false
    this.problem = outcome.ok ? null : outcome.problem
    this.state = outcome.ok ? 'ready' : 'failed'
    if (!outcome.ok) return
    this.shownFor = asked
    this.#accept(outcome.value.lines, outcome.value.next)
    this.#seenTo = 0
    this.shown++
  }

  /** Asks the server a moment after the last key. */
  filterChanged() {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.show(), pause)
  }

  filterBy(only: Only | null) {
    this.only = only
    void this.show()
  }

  /** The same again, as far down as anybody has looked; the lines keep their places. */
  async refresh(): Promise<void> {
    if (this.state !== 'ready' || this.searching) return this.show()
    const generation = ++this.#generation
    const lines: Line[] = []
    let next: string | null = null
    do {
      const outcome = await this.#fetch(this.shownFor, next)
      if (generation !== this.#generation) return
      this.old = !outcome.ok
      if (!outcome.ok) return
      lines.push(...outcome.value.lines)
      next = outcome.value.next
    } while (next !== null && lines.length < this.#seenTo)
    this.#accept(lines, next)
  }

  /** How far down the eye is. */
  lookingAt(end: number) {
    this.#seenTo = Math.max(this.#seenTo, end)
    if (end >= this.lines.length - nearTheEnd) void this.loadMore()
  }

  /** Whether there was an answer. */
  async loadMore(): Promise<boolean> {
    if (this.#next === null || this.#loadingMore || this.searching) return false
    this.#loadingMore = true
    const generation = this.#generation
    const outcome = await this.#fetch(this.shownFor, this.#next)
    this.#loadingMore = false
    if (generation !== this.#generation) return false
    this.stuck = !outcome.ok
    if (outcome.ok) this.#accept([...this.lines, ...outcome.value.lines], outcome.value.next)
    return outcome.ok
  }

  /** One line as it is now, without asking for the others. */
  put(line: Line) {
    this.lines = this.lines.map((one) => (one.id === line.id ? line : one))
  }

  /** Nothing is asked for any more. */
  stop() {
    clearTimeout(this.#timer)
    this.#generation++
  }

  #accept(lines: Line[], next: string | null) {
    // Somebody whose name changed between two pages would come twice.
    this.lines = [...new Map(lines.map((line) => [line.id, line])).values()]
    this.#next = next
    this.hasMore = next !== null
    this.old = false
    this.stuck = false
  }

  #fetch({ filter, only }: { filter: string; only: Only | null }, cursor: string | null) {
    return this.#source({
      ...(filter ? { filter } : {}),
      ...(only ? { only } : {}),
      ...(cursor ? { cursor } : {}),
      limit: pageLength,
    })
  }
}
