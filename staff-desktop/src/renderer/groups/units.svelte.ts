import type { Unit } from 'server/contract'
import type { Desktop, Outcome, Problem } from '../../bridge.ts'
import type { QuickFilter } from '../staff/quickFilters.ts'
import { UnitPage, type KeptUnit } from './unitPage.svelte.ts'

export type UnitLine = Pick<Unit, 'id' | 'name' | 'specialtyName' | 'messagingOn'>

/** What of a unit is in front of its admin. */
export type UnitTab = 'launch' | 'settings' | 'staff' | 'patients' | 'unreachable' | 'broadcasts' | 'changes' | 'email'

/** The units that the person keeps right. What they have typed in one stays while they look elsewhere. */
export class Units {
  all = $state.raw<UnitLine[]>([])
  state = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  page = $state.raw<UnitPage | null>(null)
  tab = $state<UnitTab>('settings')
  pages = $state.raw<UnitPage[]>([])
  /** Broadcasts that wait for the person's approval, by unit. */
  toApprove = $state.raw<ReadonlyMap<string, number>>(new Map())
  readonly allToApprove = $derived([...this.toApprove.values()].reduce((sum, count) => sum + count, 0))
  readonly unsaved = $derived(this.pages.filter(({ unsaved }) => unsaved))

  readonly #desktop: Desktop
  #sought = ''

  constructor(desktop: Desktop) {
    this.#desktop = desktop
  }

  async fetch(): Promise<void> {
    await Promise.all([this.#fetchAll(), this.fetchToApprove()])
  }

  async fetchToApprove(): Promise<void> {
    const outcome = await this.#desktop.call('countToApprove', {})
    if (outcome.ok) this.toApprove = new Map(outcome.value.units.map(({ unitId, count }) => [unitId, count]))
  }

  async #fetchAll(): Promise<void> {
    const found: UnitLine[] = []
    let cursor: string | null = null
    do {
      const outcome: Outcome<{ units: UnitLine[]; next: string | null }> = await this.#fetchPage(cursor)
      if (!outcome.ok) {
        this.problem = outcome.problem
        if (this.state === 'loading') this.state = 'failed'
        return
      }
      found.push(...outcome.value.units)
      cursor = outcome.value.next
    } while (cursor !== null)
    this.all = found
    this.problem = null
    this.state = 'ready'
  }

  /** The unit that was open last, else the first; always as it is now. */
  show() {
    const first = this.page?.id ?? this.unsaved[0]?.id ?? this.all[0]?.id
    if (first) this.open(first)
  }

  open(id: string) {
    const page = this.pages.find((one) => one.id === id) ?? new UnitPage(this.#desktop, id)
    if (!this.pages.includes(page)) this.pages = [...this.pages, page]
    this.page = page
    void page.fetch()
  }

  /** Another side of the unit, and of those listed there the one of this name; of staff only these. */
  look(tab: 'staff' | 'patients' | 'unreachable', name = '', only: QuickFilter = 'all') {
    if (tab !== 'staff') this.#sought = name
    else if (this.page) {
      this.page.staff.showAll()
      this.page.staff.sheet.filter = name
      this.page.staff.quick = only
    }
    this.tab = tab
  }

  /** Whom a list that opens is to look for; asked once. */
  takeSought(): string {
    const sought = this.#sought
    this.#sought = ''
    return sought
  }

  /** The connection was lost for a while. */
  catchUp() {
    void this.fetch()
    void this.page?.fetch()
    if (this.tab === 'staff') void this.page?.staff.fetch()
  }

  /** The line in the list follows what was done on the page. */
  follow(unit: Unit) {
    this.all = this.all.map((line) => (line.id === unit.id ? { ...line, messagingOn: unit.messagingOn } : line))
  }

  /** What was typed of a broadcast goes to the server. */
  async saveDrafts(): Promise<void> {
    await Promise.all(this.pages.map(async ({ broadcasts }) => broadcasts.open?.draft?.flush()))
  }

  keep(): KeptUnit[] {
    return this.pages.flatMap((page) => page.keep() ?? [])
  }

  restore(kept: KeptUnit[]) {
    this.pages = kept.map((unit) => new UnitPage(this.#desktop, unit.unitId, unit))
  }

  #fetchPage(cursor: string | null) {
    return this.#desktop.call('listUnits', { limit: 100, ...(cursor ? { cursor } : {}) })
  }
}
