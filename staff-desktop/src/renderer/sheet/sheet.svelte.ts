import { blockOf, sizeOf, stepped, type Block, type Place, type Step } from './block.ts'
import { canonical, choiceFor } from './cellText.ts'
import { holdsFacts, leastWidth, menuColumn, mostWidth, tickColumn, type SheetColumn, type Widths } from './columns.ts'
import { Edits, type CellEdit } from './edits.svelte.ts'
import { matching, sorted, type SheetRow, type Sort } from './order.ts'
import { fillDown, spread, type Put } from './spread.ts'
import { staged } from './staged.ts'
import { Ticks } from './ticks.svelte.ts'
import { readTsv, writeTsv } from './tsv.ts'

interface Options<Row extends SheetRow> {
  columns: readonly SheetColumn[]
  /** The columns that the filter looks through. */
  filtered: string[]
  sort: Sort
  /** Why this cell cannot be changed; null when it can. */
  locked: (row: Row, column: SheetColumn) => string | null
  /** What a change brings with it, in the same step. */
  follow?: (cells: CellEdit[]) => CellEdit[]
}

/** A cell by what it belongs to, so that it stays the same while rows are sorted and columns hidden. */
interface At {
  row: string
  column: string
}

const head = '#head'

/** A grid of people: which are shown in which order, where the keyboard is, and what was changed and not applied. */
export class Sheet<Row extends SheetRow> {
  rows = $state.raw<readonly Row[]>([])
  filter = $state('')
  /** A quick filter. */
  keep = $state.raw<((row: Row) => boolean) | null>(null)
  sort = $state.raw<Sort>({ column: '', descending: false })
  /** Columns that somebody made wider or narrower. */
  widths = $state.raw<Widths>(new Map())
  hidden = $state.raw<ReadonlySet<string>>(new Set())
  /** What is being typed into the cell that the keyboard is on. `entered`: it replaces what was there. */
  editing = $state.raw<{ text: string; entered: boolean } | null>(null)
  /** Why something was not done; until the next step. */
  hint = $state('')
  readonly edits = new Edits()
  readonly ticks = new Ticks()
  readonly options: Options<Row>
  #at = $state.raw<At | null>(null)
  #anchor = $state.raw<At | null>(null)
  /** The last paste changed something. */
  #pasted = false
  /** How many rows are in sight, for a page up and down. */
  page = 10

  readonly columns: SheetColumn[] = $derived.by(() => [
    tickColumn,
    ...this.options.columns.filter(({ id }) => !this.hidden.has(id)),
    menuColumn,
  ])
  readonly #sorted = $derived.by(() => {
    const kind = this.options.columns.find(({ id }) => id === this.sort.column)?.kind ?? 'text'
    return sorted(this.rows, this.sort, kind)
  })
  readonly shown: Row[] = $derived.by(() => {
    const found = matching(this.#sorted, this.filter, this.options.filtered)
    return this.keep ? found.filter(this.keep) : found
  })
  readonly #rowIndex = $derived(new Map(this.shown.map(({ id }, index) => [id, index])))
  readonly byId = $derived(new Map(this.rows.map((row) => [row.id, row])))
  readonly cursor: Place = $derived.by(
    () => this.#placeOf(this.#at) ?? { row: this.shown.length > 0 ? 0 : -1, column: 1 },
  )
  readonly block: Block = $derived.by(() => blockOf(this.#placeOf(this.#anchor) ?? this.cursor, this.cursor))
  readonly row: Row | undefined = $derived(this.shown[this.cursor.row])
  readonly column: SheetColumn = $derived(this.columns[this.cursor.column]!)
  /** How many cells. */
  readonly selected = $derived(sizeOf(this.block))

  constructor(options: Options<Row>) {
    this.options = options
    this.sort = options.sort
  }

  text(row: Row, column: SheetColumn): string {
    return this.edits.get(row.id, column.id)?.to ?? row.cells[column.id] ?? ''
  }

  locked(row: Row | undefined, column: SheetColumn): string | null {
    if (!row || !holdsFacts(column)) return 'There is nothing to change here.'
    return this.options.locked(row, column)
  }

  go(place: Place, { extend = false } = {}) {
    this.hint = ''
    this.confirm()
    this.#at = this.#atOf(place)
    if (!extend || !this.#anchor) this.#anchor = this.#at
  }

  /** To somebody's row, in the column of before. */
  goToRow(id: string) {
    const row = this.#rowIndex.get(id)
    if (row !== undefined) this.go({ row, column: this.cursor.column })
  }

  step(step: Step, { extend = false } = {}) {
    const from = this.cursor
    const to = stepped(from, step, this.#size, { page: this.page, firstRow: extend ? 0 : -1 })
    if (extend && !this.#anchor) this.#anchor = this.#atOf(from)
    this.go(to, { extend })
  }

  /** The next cell to the right or left; false at the end of the row. */
  along(by: 1 | -1): boolean {
    const column = this.cursor.column + by
    if (column < 0 || column >= this.columns.length) return false
    this.go({ ...this.cursor, column })
    return true
  }

  selectAll() {
    this.#anchor = this.#atOf({ row: 0, column: 1 })
    this.#at = this.#atOf({ row: this.shown.length - 1, column: this.columns.length - 2 })
  }

  /** Wider or narrower; never so narrow that it is gone. */
  setWidth(column: SheetColumn, width: number) {
    if (!holdsFacts(column)) return
    this.widths = new Map(this.widths).set(column.id, Math.round(Math.max(leastWidth, Math.min(mostWidth, width))))
  }

  /** True when there was a block, or something typed, that Escape has an effect on. */
  escape(): boolean {
    if (this.editing) {
      this.editing = null
      return true
    }
    const had = this.selected > 1
    this.#anchor = this.#at
    this.hint = ''
    return had
  }

  sortBy(column: SheetColumn) {
    if (!holdsFacts(column)) return
    this.sort = { column: column.id, descending: this.sort.column === column.id && !this.sort.descending }
  }

  /** Opens the cell, with what it says or with what was typed in place of it. */
  begin(typed?: string) {
    const { row, column } = this
    const reason = this.locked(row, column)
    if (reason || !row) return void (this.hint = reason ?? '')
    this.hint = ''
    if (column.kind === 'yesNo') {
      const flag = typed === undefined ? null : canonical(column, typed)
      if (flag === null) this.toggle()
      else if (flag === 'yes' || flag === 'no') this.#put([{ ...this.cursor, text: flag }])
      else this.hint = 'Space changes yes to no and back.'
      return
    }
    const text = typed === undefined ? this.text(row, column) : column.kind === 'choice' ? (choiceFor(column, typed) ?? this.text(row, column)) : typed // prettier-ignore
    this.#anchor = this.#at = this.#atOf(this.cursor)
    this.editing = { text, entered: typed !== undefined }
  }

  type(text: string) {
    if (this.editing) this.editing = { ...this.editing, text }
  }

  confirm() {
    const { editing } = this
    if (!editing) return
    this.editing = null
    this.#put([{ ...this.cursor, text: editing.text }])
  }

  toggle() {
    const { row, column, cursor } = this
    if (!row) return
    if (column.id === tickColumn.id) return this.ticks.toggle(row.id)
    const text = this.text(row, column) === 'yes' ? 'no' : 'yes'
    // In a block, all become what the first one becomes.
    const puts = this.#cellsOf(this.block).filter((put) => this.columns[put.column]!.kind === 'yesNo')
    this.#put((puts.length > 1 ? puts : [{ ...cursor }]).map((put) => ({ ...put, text })))
  }

  tickAll() {
    if (this.shown.every(({ id }) => this.ticks.has(id))) this.ticks.none()
    else this.ticks.all(this.shown)
  }

  clear() {
    this.#put(
      this.#cellsOf(this.block).map((put) => ({
        ...put,
        text: this.columns[put.column]!.kind === 'yesNo' ? 'no' : '',
      })),
      { clearing: true },
    )
  }

  fillDown() {
    const puts = fillDown(this.block, (row, column) => this.text(this.shown[row]!, this.columns[column]!))
    this.#put(puts.filter(({ column }) => holdsFacts(this.columns[column]!)))
  }

  copy(): string {
    const { top, bottom, left, right } = this.block
    const columns = this.columns.slice(left, right + 1).filter(holdsFacts)
    return writeTsv(this.shown.slice(top, bottom + 1).map((row) => columns.map((column) => this.text(row, column))))
  }

  /**
   * Returns what was below the last row, by column: people who are not there yet, or whom a filter hides. A first row
   * that only says what the columns are called is no person.
   */
  paste(text: string): Record<string, string>[] {
    const pasted = readTsv(text)
    if (pasted.length === 0) return []
    const start = this.columns.slice(Math.max(1, this.block.left))
    const headed = pasted.length > 1 && areHeaders(pasted[0]!, start)
    const cells = headed ? pasted.slice(1) : pasted
    const into = { ...this.block, left: Math.max(1, this.block.left), right: Math.max(1, this.block.right) }
    into.top = Math.max(0, into.top)
    into.bottom = Math.max(0, into.bottom)
    const { puts, below, beyond, block } = spread(cells, into, {
      rows: this.shown.length,
      columns: this.columns.length - 1,
    })
    const before = this.edits.byRow
    this.#put(puts, { pasted: true })
    this.#pasted = before !== this.edits.byRow
    if (headed) this.hint = `${this.hint} The first row was the headers: it is left out.`.trim()
    else if (beyond > 0 && !this.hint)
      this.hint = `${beyond} ${beyond === 1 ? 'column' : 'columns'} of what you pasted found no place.`
    if (this.shown.length > 0 && block.bottom >= block.top) {
      this.#anchor = this.#atOf({ row: block.top, column: block.left })
      this.#at = this.#atOf({ row: block.bottom, column: block.right })
    }
    const columns = this.columns.slice(into.left, -1)
    return below.map((row) => Object.fromEntries(row.flatMap((cell, n) => (columns[n] ? [[columns[n].id, cell]] : []))))
  }

  /** What was pasted just now was meant for other rows. */
  undoPaste() {
    if (this.#pasted) this.edits.undo()
    this.#pasted = false
  }

  undo() {
    this.#follow(this.edits.undo(), 'There is nothing to undo.')
  }

  redo() {
    this.#follow(this.edits.redo(), 'There is nothing to redo.')
  }

  /** New rows; what is typed and where the keyboard is stays. */
  load(rows: readonly Row[]) {
    const { row } = this.cursor
    this.rows = rows
    // Whoever the keyboard was on has gone: it stays at their place.
    if (this.#at && this.#at.row !== head && !this.byId.has(this.#at.row) && this.shown.length > 0)
      this.#at = this.#anchor = { ...this.#at, row: this.shown[Math.min(Math.max(0, row), this.shown.length - 1)]!.id }
    const byId = new Map(rows.map((row) => [row.id, row]))
    this.edits.settle((row, column) => byId.get(row)?.cells[column])
    this.ticks.keepOnly(byId)
  }

  set(cells: CellEdit[]) {
    if (cells.length > 0) this.edits.set(this.options.follow?.(cells) ?? cells)
  }

  get #size() {
    return { rows: this.shown.length, columns: this.columns.length }
  }

  #put(puts: Put[], how: { pasted?: boolean; clearing?: boolean } = {}) {
    const { cells, hint } = staged(
      {
        ...{ rows: this.shown, columns: this.columns },
        text: (row, column) => this.text(row, column),
        locked: (row, column) => this.locked(row, column),
      },
      puts,
      how,
    )
    this.hint = hint
    // An earlier change of the cell was made from what it said then.
    const from = ({ row, column }: CellEdit) => this.edits.get(row, column)?.from
    this.set(
      cells.map((cell) => ({ ...cell, edit: cell.edit && { ...cell.edit, from: from(cell) ?? cell.edit.from } })),
    )
  }

  #follow(turns: { row: string; column: string }[] | null, nothing: string) {
    if (!turns) return void (this.hint = nothing)
    this.hint = ''
    const [first] = turns
    if (first && this.#placeOf(first)) this.#at = this.#anchor = { row: first.row, column: first.column }
  }

  #cellsOf({ top, bottom, left, right }: Block): Place[] {
    const cells: Place[] = []
    for (let row = Math.max(0, top); row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        if (holdsFacts(this.columns[column]!)) cells.push({ row, column })
      }
    }
    return cells
  }

  #atOf({ row, column }: Place): At {
    return { row: this.shown[row]?.id ?? head, column: this.columns[column]!.id }
  }

  #placeOf(at: At | null): Place | null {
    if (!at) return null
    const row = at.row === head ? -1 : this.#rowIndex.get(at.row)
    const column = this.columns.findIndex(({ id }) => id === at.column)
    return row === undefined || column < 0 ? null : { row, column }
  }
}

const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '')

/** Each cell of the row is what its column is called. */
function areHeaders(cells: string[], columns: SheetColumn[]): boolean {
  const named = (cell: string, { header, short = header }: SheetColumn) =>
    [plain(header), plain(short)].includes(plain(cell))
  return cells.some(Boolean) && cells.every((cell, n) => cell === '' || Boolean(columns[n] && named(cell, columns[n])))
}
