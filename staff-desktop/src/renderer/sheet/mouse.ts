import { isInside, type Place } from './block.ts'
import { holdsFacts, tickColumn } from './columns.ts'
import type { SheetRow } from './order.ts'
import type { Sheet } from './sheet.svelte.ts'

/** Where in the grid this is, by what the cells say of themselves. */
export function placeOf(target: EventTarget | null): Place | null {
  const found = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return found ? { row: Number(found.dataset.row), column: Number(found.dataset.column) } : null
}

/** There the mouse and the clipboard are those of any text box. */
export const inEditor = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, select') !== null

const onEdge = (target: EventTarget | null) => target instanceof Element && target.closest('[data-edge]') !== null

interface Options {
  /** How wide a column is on the screen. */
  widthOf: (column: string) => number
  /** The cell that the keyboard is on takes the focus. */
  focus: () => void
  openMenu: (row: number) => void
}

/** What the mouse does in a grid; the menu of the right button is the grid's. */
export class SheetMouse<Row extends SheetRow> {
  readonly #sheet: Sheet<Row>
  readonly #options: Options
  #dragging = false
  /** Letting an edge go is no click on the header. */
  #resized = false

  constructor(sheet: Sheet<Row>, options: Options) {
    this.#sheet = sheet
    this.#options = options
  }

  onmousedown = (event: MouseEvent) => {
    const sheet = this.#sheet
    const place = placeOf(event.target)
    if (!place || inEditor(event.target) || event.button === 1) return
    event.preventDefault()
    this.#resized = onEdge(event.target)
    if (this.#resized) return this.#resize(place.column, event.clientX)
    const onTick = sheet.columns[place.column]?.id === tickColumn.id
    if (event.button === 0) {
      sheet.go(place, { extend: event.shiftKey && !onTick && place.row >= 0 })
      this.#dragging = place.row >= 0 && !onTick
      if (onTick) this.#tick(place.row, event.shiftKey)
    } else if (!isInside(sheet.block, place.row, place.column)) sheet.go(place)
    this.#options.focus()
  }

  onmouseover = (event: MouseEvent) => {
    if (!this.#dragging || event.buttons !== 1) return void (this.#dragging = false)
    const place = placeOf(event.target)
    if (!place || place.row < 0) return
    this.#sheet.go(place, { extend: true })
    this.#options.focus()
  }

  onclick = (event: MouseEvent) => {
    const sheet = this.#sheet
    const place = placeOf(event.target)
    if (!place || !(event.target instanceof Element) || this.#resized) return
    const column = sheet.columns[place.column]!
    if (place.row < 0 && column.id !== tickColumn.id) sheet.sortBy(column)
    else if (event.target.closest('[data-more]')) this.#options.openMenu(place.row)
    else if (event.target.closest('[data-flag]') && sheet.selected === 1) sheet.begin()
  }

  ondblclick = (event: MouseEvent) => {
    const place = placeOf(event.target)
    if (!place || place.row < 0 || inEditor(event.target)) return
    const column = this.#sheet.columns[place.column]!
    if (column.kind !== 'yesNo' && holdsFacts(column)) this.#sheet.begin()
  }

  /** The edge of a header is drawn along until the button is let go, wherever the pointer is by then. */
  #resize(index: number, from: number) {
    const column = this.#sheet.columns[index]!
    const width = this.#options.widthOf(column.id)
    const done = new AbortController()
    const { signal } = done
    window.addEventListener('mousemove', ({ clientX }) => this.#sheet.setWidth(column, width + clientX - from), {
      signal,
    })
    window.addEventListener('mouseup', () => done.abort(), { signal })
  }

  #tick(index: number, upTo: boolean) {
    const sheet = this.#sheet
    const row = sheet.shown[index]
    if (!row) sheet.tickAll()
    else if (upTo) sheet.ticks.toggleTo(row.id, sheet.shown)
    else sheet.ticks.toggle(row.id)
  }
}
