/** A cell that was changed and not applied: what it said, and what it is to say. */
export interface Edit {
  from: string
  to: string
}

export interface CellEdit {
  row: string
  column: string
  /** Undefined: as it is at the server. */
  edit: Edit | undefined
}

type RowEdits = ReadonlyMap<string, Edit>
interface Turn extends Omit<CellEdit, 'edit'> {
  before: Edit | undefined
  after: Edit | undefined
}

/** What is kept over a lock. */
export type KeptEdits = { row: string; column: string; from: string; to: string }[]

/** Changes of cells that are waiting to be applied, each of them to be undone and redone. */
export class Edits {
  byRow = $state.raw<ReadonlyMap<string, RowEdits>>(new Map())
  readonly people = $derived(this.byRow.size)
  readonly cells = $derived([...this.byRow.values()].reduce((sum, row) => sum + row.size, 0))
  #done = $state.raw<Turn[][]>([])
  #undone = $state.raw<Turn[][]>([])
  readonly canUndo = $derived(this.#done.length > 0)
  readonly canRedo = $derived(this.#undone.length > 0)

  get(row: string, column: string): Edit | undefined {
    return this.byRow.get(row)?.get(column)
  }

  /** All in one step. False when nothing is different after it. */
  set(cells: CellEdit[]): boolean {
    const turns = cells
      .map(({ row, column, edit }) => ({ row, column, before: this.get(row, column), after: edit }))
      .filter(({ before, after }) => before?.to !== after?.to || before?.from !== after?.from)
    if (turns.length === 0) return false
    this.#write(turns, 'after')
    this.#done = [...this.#done, turns]
    this.#undone = []
    return true
  }

  /** What was different, for the eye to follow; null when there is nothing to undo. */
  undo(): Turn[] | null {
    const turns = this.#done.at(-1)
    if (!turns) return null
    this.#done = this.#done.slice(0, -1)
    this.#undone = [...this.#undone, turns]
    this.#write(turns.toReversed(), 'before')
    return turns
  }

  redo(): Turn[] | null {
    const turns = this.#undone.at(-1)
    if (!turns) return null
    this.#undone = this.#undone.slice(0, -1)
    this.#done = [...this.#done, turns]
    this.#write(turns, 'after')
    return turns
  }

  /** Puts everything back as it is at the server; that too can be undone. */
  discard() {
    this.set(this.kept.map(({ row, column }) => ({ row, column, edit: undefined })))
  }

  /** They are applied, or belong to what is no longer there: of these there is nothing to go back to. */
  forget(rows: string[] = [...this.byRow.keys()]) {
    const byRow = new Map(this.byRow)
    for (const row of rows) byRow.delete(row)
    this.byRow = byRow
    this.#forgetSteps(({ row }) => rows.includes(row))
  }

  /** After the rows were loaded again: what is there by now needs no change, and who has gone cannot be changed. */
  settle(text: (row: string, column: string) => string | undefined) {
    const over = this.kept.filter(({ row, column, to }) => [undefined, to].includes(text(row, column)))
    if (over.length === 0) return
    this.#write(
      over.map(({ row, column }) => ({ row, column, before: undefined, after: undefined })),
      'after',
    )
    this.#forgetSteps((turn) => over.some(({ row, column }) => turn.row === row && turn.column === column))
  }

  #forgetSteps(isOver: (turn: Turn) => boolean) {
    const without = (steps: Turn[][]) =>
      steps.map((turns) => turns.filter((turn) => !isOver(turn))).filter((turns) => turns.length > 0)
    this.#done = without(this.#done)
    this.#undone = without(this.#undone)
  }

  get kept(): KeptEdits {
    return [...this.byRow].flatMap(([row, cells]) => Array.from(cells, ([column, edit]) => ({ row, column, ...edit })))
  }

  restore(kept: KeptEdits) {
    this.#write(
      kept.map(({ row, column, from, to }) => ({ row, column, before: undefined, after: { from, to } })),
      'after',
    )
  }

  #write(turns: Turn[], side: 'before' | 'after') {
    const rows = new Map<string, Map<string, Edit>>()
    const byRow = new Map(this.byRow)
    for (const turn of turns) {
      const cells = rows.get(turn.row) ?? new Map(byRow.get(turn.row))
      rows.set(turn.row, cells)
      if (turn[side]) cells.set(turn.column, turn[side])
      else cells.delete(turn.column)
      if (cells.size > 0) byRow.set(turn.row, cells)
      else byRow.delete(turn.row)
    }
    this.byRow = byRow
  }
}
