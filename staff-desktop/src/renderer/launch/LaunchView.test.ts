import { fireEvent, render, screen, within } from '@testing-library/svelte'
import type { Launch } from 'server/contract'
import { beforeAll, expect, test, vi } from 'vitest'
import { Connection } from '../accounts/connection.svelte.ts'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, offline, refused } from '../fakeDesktop.ts'
import LaunchView from './LaunchView.svelte'
import { aLaunch, atTheBeginning } from './testing.ts'

const unit = { id: 'u1', name: 'Edinburgh Renal Unit', specialtyName: 'Renal', messagingOn: true }
const later = '2026-11-22T22:00:00Z'
// jsdom has no modal dialogs.
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})

const offered = { subject: 'We start', text: 'Soon patients can write to us.' }

function aView(launch: Launch = aLaunch()) {
  const desktop = fakeDesktop({
    showLaunch: () => done(launch),
    showLaunchMessage: () => done(offered),
    showUnit: () => offline,
    showLaunchText: () => done(offered),
    saveBroadcast: () => offline,
    listStaff: () => done({ staff: [], next: null }),
    listNews: () => done({ news: [], next: null }),
    listNewsGroups: () => done({ groups: [{ id: 'u1', name: unit.name, kind: 'unit' }], next: null }),
    listManagedNews: () => done({ news: [], next: null }),
  })
  const me = { id: 'me', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }
  const desk = new Desk(desktop, me, { idleEndsAt: later, endsAt: later, warnSeconds: 60 })
  const connection = new Connection(desktop)
  desktop.emit('connection', { state: 'online', since: later })
  desk.units.open('u1')
  const page = desk.units.page!
  const view = () => render(LaunchView, { desk, connection, page, unit })
  const asked = (name: string) => desktop.asked.filter((one) => one.name === name).map(({ input }) => input)
  return { desktop, desk, page, view, asked }
}

const step = (title: string) =>
  screen.getByRole('heading', { name: new RegExp(`^${title}`), level: 3 }).closest('li') as HTMLElement
const primaries = (container: HTMLElement) => [...container.querySelectorAll('.primary')].map((one) => one.textContent)

test('what is done with its fact, what is next with why and the one button that stands out', async () => {
  const { container } = aView().view()
  expect(await screen.findByText('7 of 8 steps are done.')).toBeTruthy()
  expect(step('Choose who patients').textContent).toMatch(/, done\s*62 message recipients, all with a role title\./)
  expect(step('Check the staff list').textContent).toContain('80 people, each with an e-mail address.')
  expect(step('Choose the default').textContent).toContain('Susan Turner (Dietitian) is the default messaging contact.')
  expect(step('Get patients').textContent).toMatch(
    /3,612 of 4,000 patients \(90%\) have a verified address\. Of the others: 200 not verified, 10 from which e-mails come back and 178 without an address\./,
  )
  const last = step('Send the launch broadcast')
  expect(last.getAttribute('aria-current')).toBe('step')
  expect(last.textContent).toMatch(/, next.*It is not written yet\..*One message to all patients/s)
  expect(primaries(container)).toEqual(['Write the broadcast'])
  expect(screen.getByText(/^when every step is ticked/, { exact: false })).toBeTruthy()
})

test('at the beginning each step says what is missing, and leads to where it is done', async () => {
  const { desk, page, view } = aView(atTheBeginning())
  const { container } = view()
  expect(await screen.findByText('0 of 8 steps are done.')).toBeTruthy()
  expect(primaries(container)).toEqual(['Open the staff list'])
  expect(step('Check the staff list').textContent).toMatch(
    /80 people\. 2 have no e-mail address\. 1 has an address from which e-mails come back\. Nobody has said yet/,
  )
  expect(step('Choose who patients').textContent).toContain('3 without a role title.')
  expect(step('Fill in the unit').textContent).toContain('Missing: opening hours and where the unit is.')
  expect(step('Tell the staff').textContent).toContain('This needs messaging to be on.')
  expect(within(step('Tell the staff')).queryByRole('button')).toBeNull()

  const go = async (name: string) => {
    await fireEvent.click(screen.getByRole('button', { name }))
    return desk.units.tab
  }
  expect([await go('Open the staff list'), page.staff.quick]).toEqual(['staff', 'noEmail'])
  expect([await go('Open the recipients'), page.staff.quick]).toEqual(['staff', 'noRoleTitle'])
  expect(await go('Open messaging')).toBe('settings')
  expect(await go('Open people we cannot reach')).toBe('unreachable')
  expect(await go('Open the details')).toBe('settings')
  expect(await go('Write the broadcast')).toBe('broadcasts')
  await go('Write news')
  expect([desk.place, desk.news.side]).toEqual(['news', 'write'])
})

test('the list is right: said once, and ticked by the answer; refused when it has changed, it is looked at again', async () => {
  const open = aLaunch({ staffList: { ...aLaunch().staffList, done: false, checked: null } })
  const { desktop, desk, view, asked } = aView(open)
  view()
  const button = await screen.findByRole('button', { name: 'The list is right' })
  desktop.answer('findStaffListRight', () => refused({ status: 409, code: 'changedMeanwhile', message: 'Changed.' }))
  await fireEvent.click(button)
  await vi.waitFor(() => expect(desk.toasts.current?.text).toBe('Changed.'))
  expect(asked('showLaunch')).toHaveLength(2)
  desktop.answer('findStaffListRight', () => done(aLaunch()))
  await fireEvent.click(screen.getByRole('button', { name: 'The list is right' }))
  await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'The list is right' })).toBeNull())
  expect(asked('findStaffListRight').at(-1)).toEqual({ unitId: 'u1', people: 80 })
  await vi.waitFor(() => expect(document.activeElement?.textContent).toMatch(/^Check the staff list/))
})

test('telling the staff: the text is offered, changed, sent to all in so many conversations, and kept when it fails', async () => {
  const open = aLaunch({ staffTold: { done: false, recipients: 61, toTell: 61, last: null } })
  const { desktop, desk, view, asked } = aView(open)
  view()
  await fireEvent.click(await screen.findByRole('button', { name: 'Write to them…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Tell the staff' })
  const text: HTMLTextAreaElement = await within(dialog).findByLabelText('Message')
  expect(text.value).toBe(offered.text)
  expect(dialog.textContent).toContain('To 61 message recipients of Edinburgh Renal Unit, in 2 conversations')
  const send = () => fireEvent.click(within(dialog).getByRole('button', { name: 'Send to 61 people' }))
  await fireEvent.input(text, { target: { value: ' ' } })
  await send()
  expect(await within(dialog).findByText('Enter your message')).toBeTruthy()
  expect(document.activeElement).toBe(text)
  await fireEvent.input(text, { target: { value: 'From Monday on.' } })
  desktop.answer('tellStaff', () => offline)
  await send()
  expect(await within(dialog).findByText(/trying again cannot send it twice/)).toBeTruthy()
  await fireEvent.click(within(dialog).getAllByRole('button', { name: 'Close' }).at(-1)!)
  await fireEvent.click(screen.getByRole('button', { name: 'Write to them…' }))
  const again = await screen.findByRole('dialog')
  expect(within(again).getByLabelText<HTMLTextAreaElement>('Message').value).toBe('From Monday on.')
  desktop.answer('tellStaff', () => done({ launch: aLaunch(), told: 61, conversations: 2 }))
  await fireEvent.click(within(again).getByRole('button', { name: 'Send to 61 people' }))
  await vi.waitFor(() => expect(desk.toasts.current?.text).toBe('61 people told, in 2 conversations.'))
  expect(screen.queryByRole('dialog')).toBeNull()
  const [first, second] = asked('tellStaff') as { messageId: string; people: number; text: string }[]
  expect(second).toEqual(first)
  expect(second).toMatchObject({ people: 61, text: 'From Monday on.' })
  expect(step('Tell the staff').textContent).toContain('61 message recipients have been told.')
})

test('once all patients have been told it gets out of the way; the steps are there for who wants them', async () => {
  const latest = { id: 'b1', state: 'done' as const, at: '2026-11-20T10:00:00Z', patients: 4000, conversations: 3998 }
  aView(aLaunch({ broadcast: { done: true, latest } })).view()
  const show = await screen.findByRole('button', { name: 'Show the steps' })
  expect(screen.getByText(/^All patients were told, /)).toBeTruthy()
  expect(screen.getByText(/^All 8 steps are done/)).toBeTruthy()
  expect(screen.queryByRole('list')).toBeNull()
  await fireEvent.click(show)
  expect(screen.getAllByRole('listitem')).toHaveLength(8)
  expect(step('Send the launch').textContent).toContain('Sent to 3,998 patients')
})

test('what is open after the launch is said', async () => {
  const latest = { id: 'b1', state: 'done' as const, at: '2026-11-20T10:00:00Z', patients: 4000, conversations: 3998 }
  aView(aLaunch({ broadcast: { done: true, latest }, news: { done: false, item: null } })).view()
  expect(await screen.findByText('1 step is open: Publish news for patients.')).toBeTruthy()
})

test('looks again when one comes back to the window and after the connection was lost; what is old is said to be', async () => {
  const { desktop, view, asked } = aView()
  view()
  await screen.findByText('7 of 8 steps are done.')
  desktop.answer('showLaunch', () => offline)
  await fireEvent.focus(window)
  expect(await screen.findByText(/^This may be out of date\./)).toBeTruthy()
  expect(screen.getAllByRole('listitem')).toHaveLength(8)
  desktop.answer('showLaunch', () => done(atTheBeginning()))
  desktop.emit('live', { type: 'hello' } as never)
  expect(await screen.findByText('0 of 8 steps are done.')).toBeTruthy()
  expect(screen.queryByText(/^This may be out of date\./)).toBeNull()
  expect(asked('showLaunch')).toHaveLength(3)
})

test('a failure is said, tried again by the person, and then gone', async () => {
  const { desktop, view } = aView()
  desktop.answer('showLaunch', () => offline)
  view()
  const again = await screen.findByRole('button', { name: 'Try again' })
  expect(screen.getByRole('alert').textContent).toContain('The service cannot be reached.')
  desktop.answer('showLaunch', () => done(aLaunch()))
  await fireEvent.click(again)
  expect(await screen.findByText('7 of 8 steps are done.')).toBeTruthy()
})
