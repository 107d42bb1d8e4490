import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte'
import type { Broadcast } from 'server/contract'
import { beforeEach, expect, test } from 'vitest'
import { Connection } from '../accounts/connection.svelte.ts'
import DeskDialogs from '../DeskDialogs.svelte'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, offline, refused, type FakeDesktop } from '../fakeDesktop.ts'
import { UnitPage } from '../groups/unitPage.svelte.ts'
import UnitsEntry from '../groups/UnitsEntry.svelte'
import UnitTabs from '../groups/UnitTabs.svelte'
import BroadcastsView from './BroadcastsView.svelte'
import { aBroadcast, aCheck, aReport } from './testing.ts'

const unit = { id: 'u1', name: 'Edinburgh Renal Unit', specialtyName: 'Renal', messagingOn: true }
const later = '2026-11-22T22:00:00Z'
const me = { id: 'fiona', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }

let desktop: FakeDesktop
let desk: Desk
let page: UnitPage

beforeEach(() => {
  // jsdom cannot show them.
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement) {
      this.open = true
    },
    close(this: HTMLDialogElement) {
      this.open = false
    },
  })
  desktop = fakeDesktop({
    listBroadcasts: () => done({ broadcasts: [], next: null }),
    countToApprove: () => done({ units: [] }),
  })
  desk = new Desk(desktop, me, { idleEndsAt: later, endsAt: later, warnSeconds: 60 })
  page = new UnitPage(desktop, unit.id)
})

const asked = (name: string) => desktop.asked.filter((one) => one.name === name).map(({ input }) => input)
const button = (name: string | RegExp) => screen.findByRole('button', { name })

async function show(broadcast?: Broadcast) {
  const connection = new Connection(desktop)
  desktop.emit('connection', { state: 'online', since: later })
  if (broadcast) {
    desktop.answer('showBroadcast', () => done(broadcast))
    page.broadcasts.show(broadcast.id)
  }
  render(BroadcastsView, { desk, connection, page, unit })
  render(DeskDialogs, { desk })
  if (broadcast) await screen.findByRole('heading', { name: broadcast.subject })
}

test('nothing sent yet: says what a broadcast is, and begins with the launch text', async () => {
  desktop.answer('showLaunchText', () => done({ subject: 'Messages are here', text: 'Dear patient' }))
  desktop.answer('saveBroadcast', () => done(aBroadcast()))
  await show()
  await fireEvent.click(await button('Start with the launch text'))
  expect(await screen.findByDisplayValue('Messages are here')).toBeTruthy()
  expect(screen.getByDisplayValue('Dear patient')).toBeTruthy()
  await page.broadcasts.open!.draft!.flush()
  expect(asked('saveBroadcast')).toMatchObject([{ version: 0, text: 'Dear patient' }])
})

test('what is missing stands beside its field, and has the focus', async () => {
  await show()
  await fireEvent.click(await button('New broadcast'))
  await fireEvent.click(await button('Check it'))
  expect(await screen.findByText('Enter a subject')).toBeTruthy()
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Subject')))
  expect(asked('saveBroadcast')).toEqual([])
})

test('above 100 the number has to be typed, and the server hears the very number that was on the button', async () => {
  await show(aBroadcast())
  desktop.answer('checkBroadcast', () => done(aCheck()))
  await fireEvent.click(await button('Check it'))
  await fireEvent.click(await button('Send to 4,000 patients…'))
  const dialog = within(screen.getByRole('dialog'))
  const send = dialog.getByRole('button', { name: 'Send to 4,000 patients' })
  await fireEvent.click(send)
  expect(dialog.getByText('Type 4,000 to confirm')).toBeTruthy()
  await fireEvent.input(dialog.getByRole('textbox'), { target: { value: '400' } })
  await fireEvent.click(send)
  expect(asked('sendBroadcast')).toEqual([])
  const minute = { sendsAt: later, secondsLeft: 60 }
  desktop.answer('sendBroadcast', () => done(aBroadcast({ state: 'waiting', minute }, { stop: true, edit: false })))
  await fireEvent.input(dialog.getByRole('textbox'), { target: { value: '4,000' } })
  await fireEvent.click(send)
  expect(await screen.findByRole('heading', { name: 'Nothing has been sent yet' })).toBeTruthy()
  expect(asked('sendBroadcast')).toMatchObject([{ version: 1, patients: 4000 }])
})

test('held back when its minute was over: the draft says why, to its author and to others', async () => {
  const heldBack = 'It was not sent: messaging was switched off in this unit.'
  await show(aBroadcast({ heldBack }))
  expect(await screen.findByText(heldBack)).toBeTruthy()
})

test('held back: another admin reads why', async () => {
  const heldBack = 'It was not sent: its author does not look after this unit any more.'
  await show(aBroadcast({ heldBack, mine: false }, { edit: false, discard: false, send: false, test: false }))
  expect(await screen.findByText(heldBack)).toBeTruthy()
})

test('whoever switched approval off a moment ago is told that it still counts for them', async () => {
  const approval = { needed: true, approvedBy: null, sentBack: null, switchedOffLately: true }
  await show(aBroadcast({ approval }, { send: false, askForApproval: true }))
  desktop.answer('checkBroadcast', () => done(aCheck()))
  await fireEvent.click(await button('Check it'))
  expect(await button('Ask another admin to approve it')).toBeTruthy()
  expect(screen.getByText(/switched approval off less than a day ago/)).toBeTruthy()
})

test('another number by now: nothing is sent, the new one is shown and wants typing again', async () => {
  await show(aBroadcast())
  desktop.answer('checkBroadcast', () => done(aCheck()))
  await fireEvent.click(await button('Check it'))
  await fireEvent.click(await button('Send to 4,000 patients…'))
  const dialog = within(screen.getByRole('dialog'))
  desktop.answer('sendBroadcast', () =>
    refused({ status: 409, code: 'broadcastCountChanged', message: 'There are 4,001 patients now.' }),
  )
  desktop.answer('checkBroadcast', () => done(aCheck({ patients: 4001 })))
  await fireEvent.input(dialog.getByRole('textbox'), { target: { value: '4000' } })
  await fireEvent.click(dialog.getByRole('button', { name: /^Send to/ }))
  expect(await dialog.findByText('There are 4,001 patients now.')).toBeTruthy()
  expect(dialog.getByRole('button', { name: 'Send to 4,001 patients' })).toBeTruthy()
  expect(dialog.getByRole<HTMLInputElement>('textbox').value).toBe('')
})

test('nearly the same a moment ago: both are shown, and the button does nothing', async () => {
  await show(aBroadcast())
  const duplicateOf = { id: 'b0', subject: 'Messages', text: 'Earlier words', author: 'Iain Buchanan', sentAt: later }
  desktop.answer('checkBroadcast', () => done(aCheck({ duplicateOf })))
  await fireEvent.click(await button('Check it'))
  expect(await screen.findByText('Earlier words')).toBeTruthy()
  await fireEvent.click(await button('Send to 4,000 patients…'))
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('a new one that is begun empty can take the launch text, while nothing stands in it', async () => {
  desktop.answer('showLaunchText', () => done({ subject: 'Messages are here', text: 'Dear patient' }))
  desktop.answer('saveBroadcast', () => done(aBroadcast()))
  await show()
  await fireEvent.click(await button('New broadcast'))
  await fireEvent.click(await button('Start with the launch text'))
  expect(await screen.findByDisplayValue('Messages are here')).toBe(document.activeElement)
  expect(screen.getByDisplayValue('Dear patient')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Start with the launch text' })).toBeNull()
  page.broadcasts.open!.leave()
})

test('stopped in its minute it is written again', async () => {
  const minute = { sendsAt: later, secondsLeft: 42 }
  await show(aBroadcast({ state: 'waiting', minute }, { stop: true, edit: false, send: false }))
  expect(await screen.findByText('0:42')).toBeTruthy()
  desktop.answer('stopBroadcast', () => done(aBroadcast({ version: 2 })))
  await fireEvent.click(await button('Stop it: send nothing'))
  expect(await screen.findByDisplayValue('You can write to us now.')).toBeTruthy()
})

test('stopped while the service is away: it says that it is not stopped, the clock goes on, and it is tried until somebody answers', async () => {
  const minute = { sendsAt: later, secondsLeft: 1 }
  const waiting = aBroadcast({ state: 'waiting', minute }, { stop: true, edit: false, send: false })
  await show(waiting)
  const away = () => offline
  desktop.answer('showBroadcast', away)
  desktop.answer('stopBroadcast', away)
  await fireEvent.click(await button('Stop it: send nothing'))
  expect(await screen.findByText(/^It is not stopped yet/)).toBeTruthy()
  expect(screen.queryByText('Nothing has been sent yet')).toBeNull()
  expect(await screen.findByText('It may have begun', {}, { timeout: 5000 })).toBeTruthy()
  desktop.answer('stopBroadcast', () => done(aBroadcast({ version: 2 })))
  desktop.answer('showBroadcast', () => done(aBroadcast({ version: 2 })))
  expect(await screen.findByDisplayValue('You can write to us now.', {}, { timeout: 5000 })).toBeTruthy()
  expect(desk.toasts.current?.text).toMatch(/^Stopped\. Nobody has got anything/)
})

test('on its way: how far, and the rest is stopped only after a question', async () => {
  const progress = {
    ...{ patients: 4000, conversations: 1500, gone: 1, conversationsPerSecond: 480 },
    ...{ emailsSeenTo: 200, emailsPerSecond: 10, secondsLeft: 360 },
  }
  desktop.answer('showBroadcastReport', () => done(aReport({ conversations: 1500, notSent: 2499 })))
  await show(aBroadcast({ state: 'sending', progress, begunAt: later }, { pause: true, stop: true, edit: false }))
  expect(await screen.findByText('1,501 of 4,000 · 480 a second')).toBeTruthy()
  expect(screen.getByText(/about 6 minutes left/)).toBeTruthy()
  await fireEvent.click(await button('Stop the rest…'))
  expect(screen.getByText(/2,499 patients will not get it/)).toBeTruthy()
  expect(asked('stopBroadcast')).toEqual([])
  page.broadcasts.open!.leave()
})

test('another admin approves the very version that they have read', async () => {
  const waiting = aBroadcast({ state: 'awaiting_approval', mine: false, version: 3 }, { edit: false, approve: true })
  await show(waiting)
  desktop.answer('approveBroadcast', () => done({ ...waiting, state: 'approved' }))
  await fireEvent.click(await button('Approve it'))
  await waitFor(() => expect(asked('approveBroadcast')).toMatchObject([{ version: 3 }]))
  await waitFor(() => expect(asked('countToApprove')).toHaveLength(1))
})

test('what waits for an approval is counted at Units and at the tab, and looked at again when something has moved', async () => {
  let count = 1
  desktop.answer('countToApprove', () => done({ units: count ? [{ unitId: 'u1', count }] : [] }))
  desktop.answer('listUnits', () => done({ units: [unit], next: null }))
  desktop.answer('showUnit', () => refused({}))
  // jsdom scrolls nothing.
  Element.prototype.scrollIntoView = () => undefined
  await desk.units.fetch()
  desk.units.open('u1')
  render(UnitTabs, { units: desk.units })
  render(UnitsEntry, { desk })
  expect(await screen.findByRole('tab', { name: /^Broadcasts\s*1\s*to approve$/ })).toBeTruthy()
  expect(await button(/1\s*broadcast waits for your approval/)).toBeTruthy()
  count = 0
  desk.units.catchUp()
  await waitFor(() => expect(screen.getByRole('tab', { name: 'Broadcasts' })).toBeTruthy())
})

test('a draft that was sent back is marked as that', async () => {
  const { id, state, subject, author, mine, changedAt, begunAt, keepUntil } = aBroadcast()
  const line = { id, state, subject, author, mine, changedAt, begunAt, keepUntil, patients: 0, conversations: 0 }
  desktop.answer('listBroadcasts', () => done({ broadcasts: [{ ...line, sentBack: true }], next: null }))
  await show()
  expect(await screen.findByText('Sent back')).toBeTruthy()
})

test('the call sheet names patients, so it is asked for only when somebody wants to see it', async () => {
  desktop.answer('showBroadcastReport', () => done(aReport()))
  const person = {
    ...{ id: 'p1', name: 'Isla McKenzie', dateOfBirth: '1961-03-09', telephone: null },
    ...{ email: 'none' as const, emailed: 'No address', notReached: true },
  }
  desktop.answer('listNotOpened', () => done({ people: [person], next: null }))
  await show(aBroadcast({ state: 'done', begunAt: later, endedAt: later }, { edit: false, report: true, remind: true }))
  const show1 = await button('Show the call sheet')
  expect(asked('listNotOpened')).toEqual([])
  await fireEvent.click(show1)
  expect(await screen.findByText('Isla McKenzie')).toBeTruthy()
  expect(screen.getByText('No number')).toBeTruthy()
  await fireEvent.click(await button(/^Not reachable: to be rung/))
  await waitFor(() => expect(asked('listNotOpened').at(-1)).toMatchObject({ only: 'not_reached' }))
  desktop.answer('exportNotOpened', () => done({ fileName: 'f.csv', csv: '', rows: 1, isComplete: true }))
  await fireEvent.click(await button('Save as CSV…'))
  await waitFor(() => expect(asked('exportNotOpened')).toMatchObject([{ only: 'not_reached' }]))
})

test('a reminder’s question and button carry the number of people whom it tells', async () => {
  desktop.answer('showBroadcastReport', () => done(aReport()))
  await show(aBroadcast({ state: 'done', begunAt: later, endedAt: later }, { edit: false, report: true, remind: true }))
  const counts = { patients: 214, byEmail: 193, byTextOnly: 0 }
  desktop.answer('showBroadcastReport', () => done(aReport({ notOpened: counts })))
  await fireEvent.click(await button('Remind them…'))
  expect(await screen.findByRole('dialog', { name: 'Remind 193 patients by e-mail?' })).toBeTruthy()
  expect(screen.getByText(/^21 of them cannot be reminded/)).toBeTruthy()
  desktop.answer('remindNotOpened', () => done(counts))
  await fireEvent.click(await button('Send 193 reminders'))
  await waitFor(() => expect(desk.toasts.current?.text).toBe('Reminders are on their way to 193 patients by e-mail.'))
})

test('whose e-mail was stopped is not called unreachable', async () => {
  const emails = { ...aReport().emails, handedOver: 5, stopped: 29, noAddress: 4 }
  desktop.answer('showBroadcastReport', () => done(aReport({ emails, notReachable: 4 })))
  await show(
    aBroadcast({ state: 'stopped', begunAt: later, endedAt: later }, { edit: false, report: true, remind: true }),
  )
  expect((await screen.findByRole('region', { name: 'E-mail stopped' })).textContent).toContain('29')
  expect(screen.getByRole('region', { name: 'Not reachable' }).textContent).toContain('4')
})

test('whoever is chosen to receive replies and is away is marked, beside the choice and at the check', async () => {
  const away = { until: '2026-11-29', instead: { ...aCheck().repliesGoTo[0]!, id: 'eilidh', name: 'Eilidh Stewart' } }
  const people = [{ id: 'callum', name: 'Callum Reid', kind: 'staff' as const, roleTitle: null }]
  await show(aBroadcast({ replies: { to: 'people', people } }))
  const words = /^Callum Reid is away until .*29 November.*Eilidh Stewart gets the message too\.$/
  page.broadcasts.open!.draft!.people = people.map((person) => ({ ...person, away }))
  const said = await screen.findByText(words)
  const nobody = screen.getByRole('radio', { name: /^Nobody/ })
  expect(said.compareDocumentPosition(nobody) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy()
  desktop.answer('checkBroadcast', () => done(aCheck({ repliesGoTo: people.map((person) => ({ ...person, away })) })))
  await fireEvent.click(await button('Check it'))
  await button('Send to 4,000 patients…')
  expect(screen.getByText(words)).toBeTruthy()
})
