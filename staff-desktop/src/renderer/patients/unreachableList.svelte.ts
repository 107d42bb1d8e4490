import type { AccountKind, UnreachablePerson, UnreachableReason } from 'server/contract'
import type { Desktop, Problem } from '../../bridge.ts'
import { PeopleList } from './peopleList.svelte.ts'

export type UnreachableCounts = Record<UnreachableReason, number>

/** Of the server's pages, looked through at once for people of one kind. */
const mostPages = 10

/** The worklist of a unit, with how many there are for each reason, whatever is filtered. */
export class UnreachableList extends PeopleList<UnreachablePerson, UnreachableReason> {
  /** Only patients, or only staff. */
  kind = $state<AccountKind | null>(null)
  counts = $state.raw<UnreachableCounts | null>(null)
  readonly everybody = $derived(this.counts && this.counts.none + this.counts.bouncing + this.counts.unverified)

  readonly #desktop: Desktop
  readonly #unitId: string

  constructor(desktop: Desktop, unitId: string) {
    super(async ({ only, cursor, ...asked }) => {
      const { kind } = this
      const lines: UnreachablePerson[] = []
      let next = cursor ?? null
      // The server does not tell patients from staff: the others are passed over here, not all of them at once.
      for (let page = 0; page < mostPages; page++) {
        const input = { unitId, ...(only ? { reason: only } : {}), ...asked, ...(next && { cursor: next }) }
        const outcome = await desktop.call('listUnreachable', input)
        if (!outcome.ok) return outcome
        this.counts = outcome.value.counts
        lines.push(...outcome.value.people.filter((one) => kind === null || one.kind === kind))
        next = outcome.value.next
        if (kind === null || next === null || lines.length >= asked.limit) break
      }
      return { ok: true, value: { lines, next } }
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
