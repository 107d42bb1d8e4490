import type { Step } from './block.ts'
import { menuColumn } from './columns.ts'
import type { SheetRow } from './order.ts'
import type { Sheet } from './sheet.svelte.ts'

const steps: Record<string, Step> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'home',
  End: 'end',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
}
const farSteps: Record<string, Step> = {
  ArrowUp: 'top',
  ArrowDown: 'bottom',
  ArrowLeft: 'home',
  ArrowRight: 'end',
  Home: 'first',
  End: 'last',
}

interface Options {
  openMenu: () => void
  /** How wide a column is on the screen. */
  widthOf: (column: string) => number
}

/** What the keys do in a grid, as in a spreadsheet. Escape, then Tab leaves it; so does Tab at the end of a row. */
export class SheetKeys<Row extends SheetRow> {
  readonly #sheet: Sheet<Row>
  readonly #openMenu: () => void
  readonly #widthOf: (column: string) => number
  #leaving = false

  constructor(sheet: Sheet<Row>, { openMenu, widthOf }: Options) {
    this.#sheet = sheet
    this.#openMenu = openMenu
    this.#widthOf = widthOf
  }

  /** True when the key was ours. */
  press(event: KeyboardEvent): boolean {
    if (event.isComposing) return false
    const leaving = this.#leaving && event.key === 'Tab'
    if (event.key !== 'Shift') this.#leaving = false
    if (leaving) return false
    if (this.#sheet.editing) return this.#whileEditing(event)
    if (event.altKey && event.shiftKey && /^Arrow(Left|Right)$/.test(event.key)) {
      this.#widen(event.key === 'ArrowRight' ? 16 : -16)
      return true
    }
    const control = event.ctrlKey || event.metaKey
    const step = (control ? farSteps : steps)[event.key]
    if (step && !event.altKey) {
      this.#sheet.step(step, { extend: event.shiftKey })
      return true
    }
    if (control && !event.altKey) return this.#withControl(event)
    return this.#plain(event) || this.#typed(event)
  }

  #widen(by: number) {
    const { column } = this.#sheet
    this.#sheet.setWidth(column, this.#widthOf(column.id) + by)
  }

  #plain({ key, shiftKey }: KeyboardEvent): boolean {
    const sheet = this.#sheet
    if (key === 'Tab') return sheet.along(shiftKey ? -1 : 1)
    if (key === 'Enter' && shiftKey) sheet.step('up')
    else if (key === 'Enter' || key === 'F2') this.#enter()
    else if (key === ' ') this.#space(shiftKey)
    else if (key === 'Delete' || key === 'Backspace') sheet.clear()
    else if (key === 'Escape') this.#leaving = !sheet.escape()
    else return false
    return true
  }

  #enter() {
    const sheet = this.#sheet
    if (sheet.cursor.row < 0 && sheet.column.id === '#tick') sheet.tickAll()
    else if (sheet.cursor.row < 0) sheet.sortBy(sheet.column)
    else if (sheet.column.id === '#menu') this.#openMenu()
    else if (sheet.column.id === '#tick') sheet.toggle()
    else sheet.begin()
  }

  #space(shiftKey: boolean) {
    const sheet = this.#sheet
    if (shiftKey && sheet.row) sheet.ticks.toggle(sheet.row.id)
    else if (sheet.cursor.row >= 0 && sheet.column.kind === 'yesNo') sheet.toggle()
    else if (sheet.cursor.row >= 0 && ![menuColumn.id, '#tick'].includes(sheet.column.id)) sheet.begin(' ')
    else this.#enter()
  }

  #withControl({ key, shiftKey }: KeyboardEvent): boolean {
    const sheet = this.#sheet
    const letter = key.toLowerCase()
    if (letter === 'a') sheet.selectAll()
    else if (letter === 'd') sheet.fillDown()
    else if (letter === 'y' || (letter === 'z' && shiftKey)) sheet.redo()
    else if (letter === 'z') sheet.undo()
    else return false
    return true
  }

  /** A character replaces what the cell says. Accents that take two keys are put together in the box itself. */
  #typed(event: KeyboardEvent): boolean {
    const { key, altKey } = event
    const sheet = this.#sheet
    if (sheet.cursor.row < 0 || !sheet.row) return false
    if (key === 'Dead' || key === 'Process') {
      sheet.begin('')
      return false
    }
    if (!/^.$/u.test(key) || (altKey && !event.getModifierState('AltGraph'))) return false
    sheet.begin(key)
    return true
  }

  #whileEditing({ key, shiftKey }: KeyboardEvent): boolean {
    const sheet = this.#sheet
    const step = steps[key]
    if (key === 'Escape') sheet.escape()
    else if (key === 'Enter') sheet.step(shiftKey ? 'up' : 'down')
    else if (key === 'Tab') {
      if (!sheet.along(shiftKey ? -1 : 1)) sheet.confirm()
    } else if (step?.match(/^(up|down|left|right)$/) && sheet.editing?.entered && sheet.column.kind !== 'choice')
      sheet.step(step)
    else return false
    return true
  }
}
