import { fireEvent, render, screen } from '@testing-library/svelte'
import { beforeAll, expect, test, vi } from 'vitest'
import type { UnreachablePerson } from 'server/contract'
import DeskDialogs from '../DeskDialogs.svelte'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop } from '../fakeDesktop.ts'
import UnreachableView from './UnreachableView.svelte'

const unit = { id: 'u1', name: 'Edinburgh Renal Unit', specialtyName: 'Renal', messagingOn: true }
const later = '2026-11-22T22:00:00Z'
const counts = { none: 1, bouncing: 1, unwanted: 0, unverified: 1 }
const can = {
  changeAccount: true,
  sendVerification: true,
  resetSignIn: false,
  invite: false,
  printLetter: false,
  write: true,
}

// jsdom has no modal dialogs.
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})

const person = (change: Partial<UnreachablePerson>): UnreachablePerson => ({
  id: 'archibald',
  name: 'Archibald Fraser',
  kind: 'patient',
  roleTitle: null,
  dateOfBirth: '1936-08-24',
  email: null,
  telephone: '07700 900120',
  textsFail: false,
  texts: false,
  reason: 'none',
  emailState: 'none',
  distrusted: false,
  wayIn: { chosen: true, invitation: null },
  notes: [],
  can,
  ...change,
})
const archibald = person({})
const noor = person({
  ...{ id: 'noor', name: 'Noor Aziz', kind: 'staff', roleTitle: 'Dietitian', dateOfBirth: null, telephone: null },
  ...{ email: 'noor@example.org', reason: 'bouncing', emailState: 'bouncing' },
})
const chidi = person({ ...noor, id: 'chidi', name: 'Chidi Anozie', roleTitle: null })

async function aView(...people: UnreachablePerson[]) {
  const desktop = fakeDesktop({
    listUnreachable: ({ kind }: { kind?: string }) =>
      done({ people: people.filter((one) => !kind || one.kind === kind), counts, next: null }),
  })
  const me = { id: 'me', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }
  const desk = new Desk(desktop, me, { idleEndsAt: later, endsAt: later, warnSeconds: 60 })
  const connection = { current: { state: 'online' } } as never
  render(UnreachableView, { desk, connection, unit })
  render(DeskDialogs, { desk })
  await screen.findByRole('list', { name: 'People we cannot reach' })
  return { desktop }
}

const item = (name: string) => screen.getByRole('heading', { name }).closest('li')!
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }))

test('staff are marked as staff, and a bouncing address is called so, with what it means', async () => {
  await aView(archibald, noor, chidi)
  expect(item('Noor Aziz').textContent).toContain('Staff, Dietitian')
  expect(item('Chidi Anozie').textContent).toContain('Staff')
  expect(item('Archibald Fraser').textContent).not.toContain('Staff')
  expect(item('Noor Aziz').textContent).toMatch(/Bouncing\s+E-mails come back/)
  expect(screen.getByRole('radio', { name: 'Bouncing 1' })).toBeTruthy()
})

test('who is told by no e-mail is told apart from who is e-mailed without anybody knowing whether it arrives', async () => {
  const isla = { id: 'isla', name: 'Isla McKenzie', email: 'isla@example.org' }
  const jean = { id: 'jean', name: 'Jean Fraser', email: 'jean@example.org' }
  await aView(
    person({ ...isla, reason: 'unverified', emailState: 'unverified' }),
    person({ ...jean, reason: 'unwanted', emailState: 'verified' }),
  )
  expect(item('Isla McKenzie').textContent).toMatch(/not verified yet\s+We e-mail it, and nobody knows whether/)
  expect(item('Jean Fraser').textContent).toMatch(/Wants no e-mails\s+They asked for none/)
  const about = screen.getByText(/Those without a note come first/).textContent
  expect(about).toMatch(/^No e-mail tells 2 people of a message\. 1 person is e-mailed at an address/)
  expect(screen.getByRole('radio', { name: 'Not verified yet 1' })).toBeTruthy()
})

test('an address whose reader did not know the date of birth is said to be somebody else’s, perhaps', async () => {
  const doubtful = {
    email: 'lost@example.org',
    reason: 'unverified',
    emailState: 'unverified',
    distrusted: true,
  } as const
  await aView(archibald, person({ ...doubtful, id: 'lost', name: 'Isla McKenzie' }))
  expect(item('Isla McKenzie').textContent).toContain('Whoever opened our link did not know the date of birth.')
  expect(item('Archibald Fraser').textContent).not.toContain('date of birth.')
})

test('only patients or only staff', async () => {
  await aView(archibald, noor)
  await fireEvent.click(screen.getByRole('radio', { name: 'Staff only' }))
  await vi.waitFor(() => expect(screen.queryByText('Archibald Fraser')).toBeNull())
  await fireEvent.click(screen.getByRole('radio', { name: 'Patients only' }))
  await vi.waitFor(() => expect(screen.queryByText('Noor Aziz')).toBeNull())
  expect(item('Archibald Fraser')).toBeTruthy()
})

test('the call sheet has who can be rung, says how many cannot, and prints them when asked to', async () => {
  const print = vi.fn()
  vi.stubGlobal('print', print)
  await aView(archibald, noor, chidi)
  const callers = () => document.querySelector('.callersOnly')
  await press('Print the call sheet…')
  await screen.findByText('2 people have no telephone number and are left out.', { selector: 'dialog p' })
  await press('Print 1 person')
  await vi.waitFor(() => expect(print).toHaveBeenCalledOnce())
  expect(callers()).toBeTruthy()
  expect(document.querySelectorAll('.callersOnly .noNumber')).toHaveLength(2)
  expect(document.querySelector('.paper')?.textContent).toContain('2 people have no telephone number and are left out.')

  await press('Print the call sheet…')
  await fireEvent.click(await screen.findByLabelText('Print people without a telephone number, too'))
  print.mockImplementation(() => expect(callers()).toBeNull())
  await press('Print 3 people')
  await vi.waitFor(() => expect(print).toHaveBeenCalledTimes(2))
  expect(document.querySelector('.paper')?.textContent).not.toContain('left out')
  // What is printed by the browser's own key afterwards is the short list again.
  await fireEvent(window, new Event('afterprint'))
  expect(callers()).toBeTruthy()
})

test('who can be reached now leaves the list, and the keyboard goes on with the next', async () => {
  const { desktop } = await aView(archibald, noor)
  screen.getByRole('button', { name: 'Edit address of Archibald Fraser' }).focus()
  desktop.answer('listUnreachable', () => done({ people: [noor], counts, next: null }))
  desktop.emit('live', { type: 'hello' } as never)
  const next = () => screen.getByRole('button', { name: 'Edit address of Noor Aziz' })
  await vi.waitFor(() => expect(document.activeElement).toBe(next()))
  desktop.answer('listUnreachable', () => done({ people: [], counts, next: null }))
  desktop.emit('live', { type: 'hello' } as never)
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox')))
})
