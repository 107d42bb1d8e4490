import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte'
import type { Unit } from 'server/contract'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, type FakeDesktop } from '../fakeDesktop.ts'
import StaffView from './StaffView.svelte'
import { member } from './testing.ts'

const fiona = member('Fiona', 'MacLeod', { role: 'unit_admin', isDefaultContact: true, isRecipient: true })
const susan = member('Susan', 'Turner', { roleTitle: 'Dietitian', emailState: 'bouncing' })
const iain = member('Iain', 'Buchanan', { can: { ...fiona.can, changeAccount: false } })
const unit: Unit = {
  ...{ id: 'unit', name: 'Edinburgh Renal Unit', specialtyName: 'Renal', messagingOn: true, defaultContact: null },
  ...{ version: 1, lastChange: null, staffWithoutSecondFactor: 0, staff: 1 },
  settings: {
    ...{
      telephone: null,
      outOfHoursTelephone: null,
      answerTime: null,
      emailsNameSender: true,
      demandsSecondFactor: false,
      broadcastsNeedApproval: false,
    },
    ...{ openingHours: [], nation: null, bankHolidays: [], openOnBankHolidays: [] },
  },
}
const me = { id: fiona.id, name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }

let desktop: FakeDesktop
let desk: Desk
beforeEach(async () => {
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} }) // prettier-ignore
  desktop = fakeDesktop({
    showUnit: () => done(unit),
    listStaff: () => done({ staff: [fiona, susan, iain], next: null }),
  })
  desk = new Desk(desktop, me, { idleEndsAt: '', endsAt: '', warnSeconds: 60 })
  desk.units.open(unit.id)
  render(StaffView, { desk, page: desk.units.page!, unit })
  await screen.findByRole('grid')
  await vi.waitFor(() => expect(desk.units.page?.unit).toBeTruthy())
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const key = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.activeElement!, { key, ...more })
/** The cell of a person under a header. */
function cell(name: string, header: string): HTMLElement {
  const column = screen.getAllByRole('columnheader').findIndex((one) => one.textContent.includes(header))
  const row = screen.getAllByRole('row').find((one) => one.textContent.includes(name))!
  return row.querySelector<HTMLElement>(`[data-column="${column}"]`)!
}
const focus = async (name: string, header: string) => {
  await fireEvent.mouseDown(cell(name, header), { button: 0 })
  return cell(name, header)
}
const at = () => document.activeElement
const textOf = (element: Element) => element.textContent.trim()
const waiting = () => screen.queryByText(/\d+ changes? to/)?.textContent

test('a grid: its size, its headers, one place for the Tab key', () => {
  const grid = screen.getByRole('grid', { name: 'Staff of Edinburgh Renal Unit' })
  expect(grid.getAttribute('aria-rowcount')).toBe('4')
  expect(screen.getByRole('columnheader', { name: 'Last name' }).getAttribute('aria-sort')).toBe('ascending')
  expect(grid.querySelectorAll('[tabindex="0"]')).toHaveLength(1)
  expect(cell('Susan', 'E-mail').textContent).toContain('Bouncing')
  expect(textOf(cell('Fiona', 'Message recipient'))).toBe('Yes')
  expect(cell('Iain', 'E-mail').getAttribute('aria-readonly')).toBe('true')
})

test('typed over, confirmed by Enter, which goes down; Escape leaves it as it was', async () => {
  await focus('Fiona', 'Role title')
  await key('N')
  const box = screen.getByRole('textbox', { name: 'Role title of Fiona MacLeod' })
  expect(document.activeElement).toBe(box)
  await fireEvent.input(box, { target: { value: 'Nurse' } })
  await key('Enter')
  expect(cell('Fiona', 'Role title').textContent).toContain('Nurse')
  expect(at()).toBe(cell('Susan', 'Role title'))
  expect(waiting()).toBe('1 change to 1 person')

  await key('F2')
  await fireEvent.input(screen.getByRole('textbox', { name: /Role title/ }), { target: { value: 'x' } })
  await key('Escape')
  expect(at()).toBe(cell('Susan', 'Role title'))
  expect(textOf(cell('Susan', 'Role title'))).toBe('Dietitian')
})

test('Tab goes along the row and out at its end; Escape, then Tab leaves at once', async () => {
  await focus('Fiona', 'Role title')
  expect(await key('Tab')).toBe(false)
  expect(at()).toBe(cell('Fiona', 'E-mail'))
  await key('Tab', { shiftKey: true })
  await key('Escape')
  expect(await key('Tab')).toBe(true)
  await key('End')
  expect(await key('Tab')).toBe(true)
})

test('Space turns a flag, Delete empties, Ctrl+Z and Ctrl+Y go back and forth', async () => {
  await focus('Susan', 'Message recipient')
  await key(' ')
  expect(cell('Susan', 'Message recipient').textContent).toContain('Yes')
  await focus('Susan', 'Role title')
  await key('Delete')
  expect(waiting()).toBe('2 changes to 1 person')
  await key('z', { ctrlKey: true })
  await key('z', { ctrlKey: true })
  expect(waiting()).toBeUndefined()
  await key('y', { ctrlKey: true })
  expect(waiting()).toBe('1 change to 1 person')
})

test('what cannot be changed says why', async () => {
  await focus('Iain', 'E-mail')
  await key('x')
  expect(screen.queryByRole('textbox')).toBeNull()
  expect(screen.getByText(/Central Support can change their e-mail address/)).toBeTruthy()
})

test('a block is selected, copied and pasted', async () => {
  await focus('Susan', 'Role title')
  await key('ArrowRight', { shiftKey: true })
  expect(cell('Susan', 'Role title').getAttribute('aria-selected')).toBe('true')
  const clipboard = { text: '', setData: (_: string, text: string) => (clipboard.text = text), getData: () => clipboard.text } // prettier-ignore
  await fireEvent.copy(at()!, { clipboardData: clipboard })
  expect(clipboard.text).toBe('Dietitian\tsusan.turner@nhs.uk')
  await focus('Fiona', 'Role title')
  await fireEvent.paste(at()!, { clipboardData: { getData: () => 'PD nurse\r\nPharmacist\r\n' } })
  expect(cell('Fiona', 'Role title').textContent).toContain('PD nurse')
  expect(cell('Susan', 'Role title').textContent).toContain('Pharmacist')
  expect(waiting()).toBe('2 changes to 2 people')
})

test('headers sort by keyboard, and people are selected by Shift and Space', async () => {
  await focus('Iain', 'First name')
  await key('ArrowUp')
  expect(at()).toBe(screen.getByRole('columnheader', { name: 'First name' }))
  await key('Enter')
  await key('Enter')
  expect(at()?.getAttribute('aria-sort')).toBe('descending')
  await key('ArrowDown')
  expect(textOf(at()!)).toBe('Susan')
  await key(' ', { shiftKey: true })
  expect(screen.getByRole('button', { name: 'Change 1 person…' })).toBeTruthy()
})

test('an error in its cell, told on the line below', async () => {
  desktop.answer(
    'previewChangeset',
    () =>
    done({ changeset: { changes: 0, counts: {} }, next: null, rows: [{ line: 1, kind: 'wrong', accountId: susan.id, cells: [], candidates: [], errors: [{ column: 'email', message: 'This is not an address' }] }] }), // prettier-ignore
  )
  await focus('Susan', 'E-mail')
  await key('x')
  await key('Enter')
  await focus('Susan', 'E-mail')
  await vi.waitFor(() => expect(cell('Susan', 'E-mail').getAttribute('aria-invalid')).toBe('true'), { timeout: 3000 })
  const line = document.getElementById(cell('Susan', 'E-mail').getAttribute('aria-describedby')!)
  expect(line?.textContent).toContain('This is not an address')
  expect(screen.getByText('1 person to look at')).toBeTruthy()
})

test('a row’s menu by the menu key: what cannot be done says why', async () => {
  desktop.answer('sendVerification', () => done({ sentTo: 'susan.turner@nhs.uk' }))
  const opener = await focus('Susan', 'Role title')
  await fireEvent.contextMenu(opener)
  const menu = screen.getByLabelText('Actions for Susan Turner', { selector: '[role=menu]' })
  const [first] = within(menu).getAllByRole('menuitem', { hidden: true })
  expect(first?.getAttribute('aria-disabled')).toBe('true')
  await fireEvent.keyDown(first!, { key: 'Escape' })
  await vi.waitFor(() => expect(document.activeElement).toBe(cell('Susan', 'Role title')))
})

test('what is being typed when the view goes is a change like any other', async () => {
  await focus('Susan', 'Role title')
  await key('N')
  cleanup()
  expect(desk.units.unsaved.map(({ id }) => id)).toEqual(['unit'])
  expect(desk.units.keep()).toMatchObject([{ unitId: 'unit', settings: null, staff: [{ column: 'roleTitle', to: 'N' }] }]) // prettier-ignore
})

test('when nothing is changed any more, everybody is shown again', async () => {
  await focus('Susan', 'Message recipient')
  await key(' ')
  await fireEvent.click(screen.getByRole('button', { name: /^Changed/ }))
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('2')
  await fireEvent.click(screen.getByRole('button', { name: 'Discard' }))
  await vi.waitFor(() => expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('4'))
  expect(desk.toasts.current?.text).toBe('Your changes are discarded.')
  desk.toasts.current?.action?.run()
  await vi.waitFor(() => expect(waiting()).toBe('1 change to 1 person'))
})

test('after the next change the way back from Discard is gone', async () => {
  await focus('Susan', 'Message recipient')
  await key(' ')
  await fireEvent.click(screen.getByRole('button', { name: 'Discard' }))
  expect(desk.toasts.current).toBeTruthy()
  await focus('Susan', 'Message recipient')
  await key(' ')
  await vi.waitFor(() => expect(desk.toasts.current).toBeNull())
})

test('while people are selected the filters stay', async () => {
  await focus('Susan', 'Role title')
  await key(' ', { shiftKey: true })
  expect(screen.getByRole('group', { name: 'Selected people' })).toBeTruthy()
  expect(screen.getByRole('button', { name: /^Unit admins/ })).toBeTruthy()
})

test('a column is made wider by keyboard, and by its edge without sorting', async () => {
  const header = screen.getByRole('columnheader', { name: 'Role title' })
  await focus('Susan', 'Role title')
  const { widths } = desk.units.page!.staff.sheet
  await key('ArrowRight', { altKey: true, shiftKey: true })
  const wider = desk.units.page!.staff.sheet.widths.get('roleTitle')!
  expect(widths.size).toBe(0)
  await fireEvent.mouseDown(header.querySelector('[data-edge]')!, { button: 0, clientX: 100 })
  await fireEvent.mouseMove(window, { clientX: 140 })
  await fireEvent.mouseUp(window)
  await fireEvent.click(header.querySelector('[data-edge]')!)
  expect(desk.units.page!.staff.sheet.widths.get('roleTitle')).toBe(wider + 40)
  expect(header.getAttribute('aria-sort')).toBeNull()
})

const pasteRows = (text: string) => fireEvent.paste(at()!, { clipboardData: { getData: () => text } })

test('more than there are rows: no new people without names; a filter may hide whom it was meant for', async () => {
  await focus('Susan', 'Role title')
  await pasteRows('Sister\r\nNurse\r\n')
  expect(desk.dialog).toBeNull()
  expect(screen.getByText(/1 row of what you pasted came after the last person and found no place/)).toBeTruthy()
  const { staff } = desk.units.page!
  staff.sheet.filter = 'susan'
  await vi.waitFor(() => expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('2'))
  await focus('Susan', 'Last name')
  await pasteRows('Turner\tSue\r\nReid\tAnn\r\n')
  expect(desk.other?.props).toMatchObject({ hidden: 2, rows: [{ lastName: 'Reid', firstName: 'Ann' }] })
})
