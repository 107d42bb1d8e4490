import type { UnreachablePerson, UnreachableReason } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { PeopleList } from './peopleList.svelte.ts'

export type UnreachableCounts = Record<UnreachableReason, number>

/** The worklist of a unit, with how many there are for each reason, whatever is filtered. */
export class UnreachableList extends PeopleList<UnreachablePerson, UnreachableReason> {
  counts = $state.raw<UnreachableCounts | null>(null)
  readonly everybody = $derived(this.counts && this.counts.none + this.counts.bouncing + this.counts.unverified)

  readonly #desktop: Desktop
  readonly #unitId: string

  constructor(desktop: Desktop, unitId: string) {
    super(async ({ only, ...asked }) => {
      const input = { unitId, ...(only ? { reason: only } : {}), ...asked }
      const outcome = await desktop.call('listUnreachable', input)
      if (!outcome.ok) return outcome
      const { people, counts, next } = outcome.value
      this.counts = counts
      return { ok: true, value: { lines: people, next } }
    })
    this.#desktop = desktop
    this.#unitId = unitId
  }

  /** Null when it is kept; the person stays where they are in the list. */
  async addNote(person: UnreachablePerson, text: string): Promise<Problem | null> {
    const ids = { unitId: this.#unitId, accountId: person.id }
    const outcome = await this.#desktop.call('addContactNote', { ...ids, text })
    if (!outcome.ok) return outcome.problem
    const now = this.lines.find(({ id }) => id === person.id) ?? person
    this.put({ ...now, notes: outcome.value.notes })
    return null
  }

  /** For paper: everybody whom the filter shows. */
  async loadAll(): Promise<boolean> {
    while (this.hasMore) {
      const { length } = this.lines
      await this.loadMore()
      if (this.lines.length === length) return false
    }
    return true
  }
}
