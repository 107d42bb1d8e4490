import { fireEvent, render, screen } from '@testing-library/svelte'
import type { PatientLine } from 'server/contract'
import { beforeAll, expect, test, vi } from 'vitest'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, offline } from '../fakeDesktop.ts'
import PatientsView from './PatientsView.svelte'
import { aPatient } from './testing.ts'

const unit = { id: 'u1', name: 'Edinburgh Renal Unit', specialtyName: 'Renal', messagingOn: true }
const later = '2026-11-22T22:00:00Z'

// jsdom measures nothing.
beforeAll(() => {
  class Unmeasured {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  vi.stubGlobal('ResizeObserver', Unmeasured)
})

function aView(answer: (input: { filter?: string }) => unknown) {
  const desktop = fakeDesktop({ listPatients: answer })
  const me = { id: 'me', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }
  const desk = new Desk(desktop, me, { idleEndsAt: later, endsAt: later, warnSeconds: 60 })
  render(PatientsView, { desk, unit })
  return { desktop, desk }
}

const found = (...patients: PatientLine[]) => done({ patients, next: null })

test('asks once, and shows two of one name with what tells them apart', async () => {
  const { desktop } = aView(() => found(aPatient({}), aPatient({ id: 'p2', dateOfBirth: '1995-05-05' })))
  await screen.findAllByRole('rowheader', { name: 'McKenzie, Isla' })
  expect(screen.getByRole('button', { name: 'Edit Isla McKenzie, born 9 Mar 1961' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Edit Isla McKenzie, born 5 May 1995' })).toBeTruthy()
  expect(desktop.asked).toHaveLength(1)
})

test('a failure is said, tried again by the person only, and then gone', async () => {
  const { desktop } = aView(() => offline)
  const again = await screen.findByRole('button', { name: 'Try again' })
  expect(desktop.asked).toHaveLength(1)
  desktop.answer('listPatients', () => found(aPatient({})))
  await fireEvent.click(again)
  expect(await screen.findByRole('table')).toBeTruthy()
})

test('says what was searched when nobody was found, and leads back to everybody', async () => {
  aView(({ filter }) => (filter ? found() : found(aPatient({}))))
  await screen.findByRole('table')
  await fireEvent.input(screen.getByRole('textbox'), { target: { value: "o'nobody" } })
  expect(await screen.findByText("No patient of Edinburgh Renal Unit matches “o'nobody”.")).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Show everybody' }))
  expect(await screen.findByRole('table')).toBeTruthy()
})

test('a search tells what it understands, in the words of the list', async () => {
  aView(() => found(aPatient({})))
  const search = await screen.findByRole('textbox', { name: 'Search patients' })
  expect(document.getElementById(search.getAttribute('aria-describedby')!)?.textContent).toContain('12 Apr 1958')
  expect(await screen.findByText('Never')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Export CSV' })).toBeTruthy()
})

test('when the row of the keyboard goes away, the keyboard goes on in the next, then in the search', async () => {
  const isla = aPatient({})
  const jean = aPatient({ id: 'p2', firstName: 'Jean' })
  const ewan = aPatient({ id: 'p3', firstName: 'Ewan' })
  const { desktop } = aView(() => found(isla, jean, ewan))
  const arrow = (name: string) => screen.getByRole('button', { name: new RegExp(`^More for ${name}`) })
  await screen.findByRole('table')
  const leaves = (...patients: PatientLine[]) => {
    desktop.answer('listPatients', () => found(...patients))
    desktop.emit('live', { type: 'hello' } as never)
  }
  const inRow = () => document.activeElement?.getAttribute('aria-label')
  arrow('Jean').focus()
  leaves(isla, ewan)
  await vi.waitFor(() => expect(inRow()).toMatch(/^Edit Ewan/))
  leaves(isla)
  await vi.waitFor(() => expect(inRow()).toMatch(/^Edit Isla/))
  leaves()
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox')))
})

test('Tab comes to one row, and the arrow keys move between the rows', async () => {
  aView(() => found(aPatient({}), aPatient({ id: 'p2', dateOfBirth: '1995-05-05' })))
  const [first, second] = await screen.findAllByRole('button', { name: /^Edit/ })
  expect([first!.tabIndex, second!.tabIndex]).toEqual([0, -1])
  first!.focus()
  await fireEvent.keyDown(first!, { key: 'ArrowDown' })
  await vi.waitFor(() => expect(document.activeElement).toBe(second))
  await fireEvent.keyDown(second!, { key: 'ArrowRight' })
  const arrow = screen.getByRole('button', { name: 'More for Isla McKenzie, born 5 May 1995' })
  await vi.waitFor(() => expect(document.activeElement).toBe(arrow))
  expect([first!.tabIndex, second!.tabIndex]).toEqual([-1, 0])
})

test('after the connection was lost the list is fetched again', async () => {
  const { desktop } = aView(() => found(aPatient({})))
  await screen.findByRole('table')
  desktop.answer('listPatients', () => found(aPatient({ lastName: 'Young' })))
  desktop.emit('live', { type: 'hello' } as never)
  expect(await screen.findByRole('rowheader', { name: 'Young, Isla' })).toBeTruthy()
})
