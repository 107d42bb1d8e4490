import { fireEvent, render, screen } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { aChangeset, aPage, aRow } from '../changesets/samples.ts'
import { Desk } from '../desk.svelte.ts'
import DeskDialogs from '../DeskDialogs.svelte'
import { done, fakeDesktop, offline } from '../fakeDesktop.ts'
import StaffActs from './staffActs.ts'
import { asRow } from './staffRows.ts'
import { member } from './testing.ts'

test('whoever leaves the review is back in the form, with what was entered; an error is at its field', async () => {
  Object.assign(HTMLDialogElement.prototype, { showModal(this: HTMLDialogElement) { this.open = true }, close() {} }) // prettier-ignore
  const desktop = fakeDesktop({
    showUnit: () => offline,
    previewChangeset: () => done(aPage(aChangeset({ changed: 1 }), [aRow(1, 'changed')])),
  })
  const me = { id: 'fiona', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }
  const desk = new Desk(desktop, me, { idleEndsAt: '', endsAt: '', warnSeconds: 60 })
  desk.units.open('unit')
  const page = desk.units.page!
  page.unit = { id: 'unit', name: 'Edinburgh' } as never
  page.staff.sheet.load([asRow(member('Susan', 'Turner'))])
  page.staff.sheet.ticks.toggle('susan.turner')
  render(DeskDialogs, { desk })
  new StaffActs({ desk, page, focus: () => {} }).changeTicked()

  await fireEvent.click(await screen.findByRole('checkbox', { name: 'Role title' }))
  const title = () => screen.getByRole('textbox', { name: 'Role title' })
  await fireEvent.input(title(), { target: { value: 'x'.repeat(41) } })
  await fireEvent.click(screen.getByRole('button', { name: 'Review the changes…' }))
  expect(title().getAttribute('aria-invalid')).toBe('true')
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Role title' }))
  expect(screen.queryByText('A role title has at most 40 characters')).toBeNull()
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Role title' }))
  await fireEvent.input(title(), { target: { value: 'Nurse' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Review the changes…' }))
  await screen.findByRole('button', { name: 'Apply to 1 person' })
  await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Role title' })).value).toBe('Nurse')
})
