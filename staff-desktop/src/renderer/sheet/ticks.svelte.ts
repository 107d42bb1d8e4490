/** The people who were chosen, to be changed together. They stay chosen while a filter hides them. */
export class Ticks {
  ids = $state.raw<ReadonlySet<string>>(new Set())
  #last: string | null = null

  has = (id: string) => this.ids.has(id)

  toggle(id: string) {
    const ids = new Set(this.ids)
    if (!ids.delete(id)) ids.add(id)
    this.ids = ids
    this.#last = id
  }

  /** From the one that was chosen last up to this one, as they stand below each other. */
  toggleTo(id: string, shown: readonly { id: string }[]) {
    const from = shown.findIndex((row) => row.id === this.#last)
    const to = shown.findIndex((row) => row.id === id)
    if (from < 0 || to < 0) return this.toggle(id)
    const between = shown.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id)
    this.ids = new Set([...this.ids, ...between])
    this.#last = id
  }

  all(shown: readonly { id: string }[]) {
    this.ids = new Set([...this.ids, ...shown.map(({ id }) => id)])
  }

  none() {
    this.ids = new Set()
    this.#last = null
  }

  keepOnly(rows: ReadonlyMap<string, unknown>) {
    if ([...this.ids].some((id) => !rows.has(id))) this.ids = new Set([...this.ids].filter((id) => rows.has(id)))
  }
}
