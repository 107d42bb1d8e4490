import type { DeliveryFigures, FailedDelivery } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'

/** How a unit's e-mails fare, and to whom none could be sent. What is on the screen stays until there is an answer. */
export class EmailFigures {
  figures = $state.raw<DeliveryFigures | null>(null)
  failures = $state.raw<FailedDelivery[]>([])
  hasMore = $state(false)
  /** More could not be loaded. */
  stuck = $state(false)
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  looking = $state(false)
  /** When the server said so. */
  asOf = $state.raw<Date | null>(null)

  readonly #desktop: Desktop
  readonly #unitId: string
  #next: string | null = null
  #generation = 0
  #loadingMore = false

  constructor(desktop: Desktop, unitId: string) {
    this.#desktop = desktop
    this.#unitId = unitId
  }

  /** The list after the figures: whoever is counted above stands in it, unless their e-mail has been sent meanwhile. */
  async fetch(): Promise<void> {
    const generation = ++this.#generation
    this.looking = true
    const unitId = this.#unitId
    const figures = await this.#desktop.call('showDeliveryFigures', { unitId })
    const failures = figures.ok ? await this.#desktop.call('listFailedDeliveries', { unitId }) : figures
    if (generation !== this.#generation) return
    this.looking = false
    this.problem = failures.ok ? null : failures.problem
    if (figures.ok && failures.ok) {
      this.figures = figures.value
      this.#accept(failures.value.deliveries, failures.value.next)
      this.asOf = new Date()
      this.state = 'ready'
    } else if (!this.figures) this.state = 'failed'
  }

  async loadMore(): Promise<void> {
    if (this.#next === null || this.#loadingMore) return
    this.#loadingMore = true
    const generation = this.#generation
    const input = { unitId: this.#unitId, cursor: this.#next }
    const outcome = await this.#desktop.call('listFailedDeliveries', input)
    this.#loadingMore = false
    if (generation !== this.#generation) return
    this.stuck = !outcome.ok
    if (outcome.ok) this.#accept([...this.failures, ...outcome.value.deliveries], outcome.value.next)
  }

  /** Nothing is asked for any more. */
  stop() {
    this.#generation++
  }

  #accept(failures: FailedDelivery[], next: string | null) {
    this.failures = [...new Map(failures.map((one) => [one.id, one])).values()]
    this.#next = next
    this.hasMore = next !== null
    this.stuck = false
  }
}
