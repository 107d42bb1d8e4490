import { beforeEach, describe, expect, test } from 'vitest'
import type { SheetColumn } from './columns.ts'
import type { SheetRow } from './order.ts'
import { Sheet } from './sheet.svelte.ts'

const columns: SheetColumn[] = [
  { id: 'name', header: 'Name', kind: 'text', width: 100, required: true, always: true },
  { id: 'title', header: 'Title', kind: 'text', width: 100, most: 40 },
  { id: 'flag', header: 'Flag', kind: 'yesNo', width: 100, required: true },
  { id: 'role', header: 'Role', kind: 'choice', choices: ['staff', 'unit admin'], width: 100, required: true },
  { id: 'fixed', header: 'Fixed', kind: 'text', width: 100, readOnly: true },
]
const person = (id: string, name: string, flag = 'no'): SheetRow => ({
  id,
  name,
  cells: { name, title: `${name}’s title`, flag, role: 'staff', fixed: 'stone' },
})
let sheet: Sheet<SheetRow>
beforeEach(() => {
  sheet = new Sheet({
    columns,
    filtered: ['name', 'title'],
    sort: { column: 'name', descending: false },
    locked: (row, { id }) => (id === 'fixed' || (row.id === 'c' && id === 'name') ? 'It is fixed.' : null),
  })
  sheet.load([person('b', 'Bea'), person('a', 'Ann', 'yes'), person('c', 'Cas')])
})
const to = (row: string, column: string) => sheet.edits.get(row, column)?.to
const all = () => sheet.edits.kept.map(({ row, column, to }) => `${row}.${column}=${to}`).sort()

describe('where the keyboard is', () => {
  test('begins at the first fact of the first row, and stays with its person while others come and go', () => {
    expect(sheet.cursor).toEqual({ row: 0, column: 1 })
    sheet.go({ row: 2, column: 2 })
    sheet.sort = { column: 'name', descending: true }
    expect(sheet.cursor).toEqual({ row: 0, column: 2 })
    sheet.filter = 'ann'
    expect([sheet.shown.length, sheet.cursor.row]).toEqual([1, 0])
    sheet.filter = ''
    expect(sheet.row?.id).toBe('c')
  })

  test('shift makes a block, Escape ends it, select all takes what is shown', () => {
    sheet.step('down', { extend: true })
    sheet.step('right', { extend: true })
    expect(sheet.block).toEqual({ top: 0, bottom: 1, left: 1, right: 2 })
    expect(sheet.escape()).toBe(true)
    expect(sheet.selected).toBe(1)
    expect(sheet.escape()).toBe(false)
    sheet.selectAll()
    expect(sheet.block).toEqual({ top: 0, bottom: 2, left: 1, right: 5 })
  })

  test('along the row to its end, and no further', () => {
    sheet.go({ row: 0, column: 5 })
    expect([sheet.along(1), sheet.along(1)]).toEqual([true, false])
    expect(sheet.column.id).toBe('#menu')
  })
})

describe('editing', () => {
  test('what is typed is confirmed by a step, and left alone by Escape', () => {
    sheet.go({ row: 0, column: 2 })
    sheet.begin('D')
    sheet.type('Dietitian')
    sheet.step('down')
    expect(to('a', 'title')).toBe('Dietitian')
    sheet.begin()
    expect(sheet.editing).toEqual({ text: 'Bea’s title', entered: false })
    sheet.type('nothing of it')
    sheet.escape()
    expect(all()).toEqual(['a.title=Dietitian'])
  })

  test('a cell that says again what it said is no change', () => {
    sheet.go({ row: 0, column: 2 })
    for (const text of ['x', '  Ann’s \n title ']) {
      sheet.begin(text)
      sheet.confirm()
    }
    expect(sheet.edits.cells).toBe(0)
  })

  test('what cannot be changed says why and stays; what cannot be empty too', () => {
    sheet.go({ row: 0, column: 5 })
    sheet.begin('x')
    expect([sheet.editing, sheet.hint]).toEqual([null, 'It is fixed.'])
    sheet.go({ row: 0, column: 1 })
    expect(sheet.hint).toBe('')
    sheet.clear()
    expect(sheet.hint).toBe('Name cannot be empty.')
    expect(sheet.edits.cells).toBe(0)
  })

  test('flags are toggled, typed, and cleared to no; in a block all become the same', () => {
    sheet.go({ row: 1, column: 3 })
    sheet.toggle()
    sheet.go({ row: 2, column: 3 })
    sheet.begin('y')
    expect(all()).toEqual(['b.flag=yes', 'c.flag=yes'])
    sheet.go({ row: 0, column: 3 })
    sheet.step('bottom', { extend: true })
    sheet.go({ row: 2, column: 3 }, { extend: true })
    sheet.clear()
    expect(all()).toEqual(['a.flag=no'])
    sheet.toggle()
    expect(all()).toEqual(['b.flag=yes', 'c.flag=yes'])
  })

  test('a choice opens with the one that begins with what was typed', () => {
    sheet.go({ row: 0, column: 4 })
    sheet.begin('u')
    expect(sheet.editing?.text).toBe('unit admin')
  })

  test('undo and redo lead the eye to what is different', () => {
    sheet.go({ row: 0, column: 2 })
    sheet.begin('x')
    sheet.step('down')
    sheet.step('down')
    sheet.undo()
    expect([sheet.row?.id, sheet.column.id, sheet.edits.cells]).toEqual(['a', 'title', 0])
    sheet.redo()
    expect(all()).toEqual(['a.title=x'])
    sheet.redo()
    expect(sheet.hint).toBe('There is nothing to redo.')
  })
})

describe('blocks', () => {
  test('copied as they are shown, without what holds no facts', () => {
    sheet.selectAll()
    sheet.go({ row: 1, column: 3 }, { extend: true })
    expect(sheet.copy()).toBe('Ann\tAnn’s title\tyes\r\nBea\tBea’s title\tno')
  })

  test('pasted in one step, each text as its column writes it; what is fixed stays and is told', () => {
    sheet.go({ row: 1, column: 1 })
    const below = sheet.paste('Bee\tDietitian\tTRUE\tUnit_Admin\tx\r\nCasper\tPD nurse\t\t\tstone\r\n')
    expect(below).toEqual([])
    expect(all()).toEqual(['b.flag=yes', 'b.name=Bee', 'b.role=unit admin', 'b.title=Dietitian', 'c.title=PD nurse'])
    expect(sheet.hint).toBe('2 cells cannot be changed and stayed as they were.')
    expect(sheet.block).toEqual({ top: 1, bottom: 2, left: 1, right: 5 })
    sheet.undo()
    expect(sheet.edits.cells).toBe(0)
  })

  test('below the last row are new people', () => {
    sheet.go({ row: 2, column: 1 })
    expect(sheet.paste('x\ty\nDee\tNurse\tyes')).toEqual([{ name: 'Dee', title: 'Nurse', flag: 'yes' }])
  })

  test('a first row that only says what the columns are called is left out, with a word', () => {
    sheet.go({ row: 0, column: 1 })
    sheet.paste('NAME\tTitle\r\nAnna\tNurse')
    expect(all()).toEqual(['a.name=Anna', 'a.title=Nurse'])
    expect(sheet.hint).toBe('The first row was the headers: it is left out.')
  })

  test('what was pasted in the wrong place is taken back as one; what changed nothing is not', () => {
    sheet.go({ row: 0, column: 2 })
    sheet.paste('x')
    sheet.paste('x')
    sheet.undoPaste()
    expect(all()).toEqual(['a.title=x'])
    sheet.paste('y\nz')
    sheet.undoPaste()
    expect(all()).toEqual(['a.title=x'])
  })

  test('filled down', () => {
    sheet.go({ row: 0, column: 2 })
    sheet.step('bottom', { extend: true })
    sheet.go({ row: 2, column: 3 }, { extend: true })
    sheet.fillDown()
    expect(all()).toEqual(['b.flag=yes', 'b.title=Ann’s title', 'c.flag=yes', 'c.title=Ann’s title'])
  })
})

test('rows that are loaded again keep what was changed, but for what is so by now', () => {
  sheet.go({ row: 0, column: 2 })
  sheet.paste('x\ny')
  sheet.ticks.all(sheet.shown)
  sheet.load([{ ...person('a', 'Ann'), cells: { ...person('a', 'Ann').cells, title: 'x' } }, person('b', 'Bea')])
  expect(all()).toEqual(['b.title=y'])
  expect([...sheet.ticks.ids]).toEqual(['a', 'b'])
})

test('ticks: one, up to another as they stand, all that are shown', () => {
  sheet.ticks.toggle('a')
  sheet.ticks.toggleTo('c', sheet.shown)
  expect([...sheet.ticks.ids]).toEqual(['a', 'b', 'c'])
  sheet.ticks.none()
  sheet.filter = 'bea'
  sheet.ticks.all(sheet.shown)
  expect([...sheet.ticks.ids]).toEqual(['b'])
})

test('when whoever the keyboard was on has gone, it stays at their place', () => {
  sheet.go({ row: 1, column: 2 })
  sheet.load([person('a', 'Ann'), person('c', 'Cas')])
  expect([sheet.row?.id, sheet.column.id]).toEqual(['c', 'title'])
})
