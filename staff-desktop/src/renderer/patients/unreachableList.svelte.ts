import type { AccountKind, UnreachableCounts, UnreachablePerson, UnreachableReason } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { PeopleList } from './peopleList.svelte.ts'

/** The worklist of a unit, with how many there are for each reason. */
export class UnreachableList extends PeopleList<UnreachablePerson, UnreachableReason> {
  /** Only patients, or only staff. */
  kind = $state<AccountKind | null>(null)
  counts = $state.raw<UnreachableCounts | null>(null)
  readonly everybody = $derived(this.counts && Object.values(this.counts).reduce((sum, count) => sum + count, 0))

  readonly #desktop: Desktop
  readonly #unitId: string

  constructor(desktop: Desktop, unitId: string) {
    super(async ({ only, ...asked }) => {
      const { kind } = this
      const input = { unitId, ...(only && { reason: only }), ...(kind && { kind }), ...asked }
      const outcome = await desktop.call('listUnreachable', input)
      if (!outcome.ok) return outcome
      this.counts = outcome.value.counts
      return { ok: true, value: { lines: outcome.value.people, next: outcome.value.next } }
    })
    this.#desktop = desktop
    this.#unitId = unitId
  }

  showKind(kind: AccountKind | null) {
    this.kind = kind
    void this.show()
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
    while (this.hasMore) if (!(await this.loadMore())) return false
    return true
  }
}
