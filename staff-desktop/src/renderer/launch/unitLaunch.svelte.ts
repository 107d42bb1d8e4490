import type { Launch } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { Telling } from './telling.svelte.ts'

/** How far a unit is on the way to its launch. What is on the screen stays until there is an answer. */
export class UnitLaunch {
  launch = $state.raw<Launch | null>(null)
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  looking = $state(false)
  /** The steps are looked at although it is over. */
  unfolded = $state(false)
  /** What is written to the staff; kept while something else is looked at. */
  readonly telling: Telling

  readonly #desktop: Desktop
  readonly #unitId: string
  #asked = 0

  constructor(desktop: Desktop, unitId: string) {
    this.#desktop = desktop
    this.#unitId = unitId
    this.telling = new Telling(desktop, unitId, this)
  }

  async fetch(): Promise<void> {
    const turn = ++this.#asked
    this.looking = true
    if (this.state === 'failed') this.state = 'loading'
    const outcome = await this.#desktop.call('showLaunch', { unitId: this.#unitId })
    if (turn !== this.#asked) return
    this.looking = false
    this.problem = outcome.ok ? null : outcome.problem
    if (outcome.ok) this.accept(outcome.value)
    else if (!this.launch) this.state = 'failed'
  }

  /** Null when it is done. */
  async findStaffListRight(): Promise<Problem | null> {
    const people = this.launch?.staffList.people ?? 0
    const outcome = await this.#desktop.call('findStaffListRight', { unitId: this.#unitId, people })
    if (outcome.ok) this.accept(outcome.value)
    else if (outcome.problem.code === 'changedMeanwhile') await this.fetch()
    return outcome.ok ? null : outcome.problem
  }

  /** An answer that was asked for earlier is older than this. */
  accept(launch: Launch) {
    this.#asked++
    this.looking = false
    this.problem = null
    this.launch = launch
    this.state = 'ready'
  }
}
