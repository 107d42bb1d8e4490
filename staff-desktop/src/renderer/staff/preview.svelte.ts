import type { AskedRow, ChangesetRow } from 'server/contract'
import type { Desktop } from '../../bridge.ts'
import { Review } from '../changesets/review.svelte.ts'
import type { Edits } from '../sheet/edits.svelte.ts'
import type { Marks } from '../sheet/marks.ts'

/** How long a hand rests before the server is asked. */
const rests = 500

/** What the server says about changes that are waiting in the grid. */
export class Preview {
  review = $state.raw<Review | null>(null)
  checking = $state(false)
  #said = $state.raw<ChangesetRow[]>([])
  /** The rows as they were sent: what is said of a line is about these. */
  #sent = $state.raw<AskedRow[]>([])
  readonly marks: ReadonlyMap<string, Marks> = $derived.by(() => this.#marks())
  /** How many rows need attention. */
  readonly bad = $derived(this.marks.size)

  readonly #desktop: Desktop
  readonly #unitId: string
  readonly #edits: Edits
  #timer: ReturnType<typeof setTimeout> | undefined
  #turn = 0

  constructor(desktop: Desktop, unitId: string, edits: Edits) {
    this.#desktop = desktop
    this.#unitId = unitId
    this.#edits = edits
  }

  soon() {
    clearTimeout(this.#timer)
    if (this.#edits.cells === 0) return this.clear()
    this.#timer = setTimeout(() => void this.ask(), rests)
  }

  stop() {
    clearTimeout(this.#timer)
  }

  /** Asks now. A changeset of its own each time it was applied. */
  async ask(): Promise<void> {
    clearTimeout(this.#timer)
    const turn = ++this.#turn
    const rows = asked(this.#edits)
    const review = (this.review ??= new Review(this.#desktop, { unitId: this.#unitId, list: 'staff', source: 'grid' }))
    this.checking = true
    const said = (await review.ask({ rows })) ? await allThatIsWrong(review) : null
    if (turn !== this.#turn) return
    this.checking = false
    if (!said) return
    this.#sent = rows
    this.#said = said
  }

  /** A review that asks while its dialog opens. */
  begin(): Review {
    void this.ask()
    return this.review!
  }

  /** The rows that were written, without those that were left out. */
  written(review: Review): string[] {
    return this.#sent.flatMap(({ id }, index) => (id && !review.without.includes(index + 1) ? [id] : []))
  }

  clear() {
    clearTimeout(this.#timer)
    this.#turn++
    this.checking = false
    this.review = null
    this.#said = []
    this.#sent = []
  }

  #marks(): ReadonlyMap<string, Marks> {
    const marks = new Map<string, Marks>()
    for (const row of this.#said) {
      const sent = this.#sent[row.line - 1]
      const cells = sent?.id ? this.#edits.byRow.get(sent.id) : undefined
      if (!sent?.id || !cells) continue
      const isSame = (column: string) => cells.get(column)?.to === sent.cells[column]?.to
      const [first = ''] = cells.keys()
      const wrong = new Map(
        row.errors
          .map(({ column, message }) => [column ?? first, message] as const)
          .filter(([column]) => isSame(column)),
      )
      const now = new Map(
        row.cells.flatMap(({ column, now }) =>
          now !== null && isSame(column) && cells.get(column)?.from !== now ? [[column, now] as const] : [],
        ),
      )
      if (wrong.size + now.size > 0) marks.set(sent.id, { wrong, now })
    }
    return marks
  }
}

/** What is wrong comes first; when that is more than a page, the other pages are asked for. */
async function allThatIsWrong(review: Review): Promise<ChangesetRow[]> {
  const { rows, changeset } = review
  const { wrong = 0, conflict = 0 } = changeset?.counts ?? {}
  if (wrong + conflict <= rows.length) return rows
  const pages = [await review.pages.every('wrong'), await review.pages.every('conflict')]
  return pages.flatMap((page) => page ?? rows)
}

const asked = (edits: Edits): AskedRow[] =>
  Array.from(edits.byRow, ([id, cells]) => ({
    id,
    cells: Object.fromEntries(Array.from(cells, ([column, { from, to }]) => [column, { from, to }])),
  }))
