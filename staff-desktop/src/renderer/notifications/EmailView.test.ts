import { fireEvent, render, screen, within } from '@testing-library/svelte'
import type { DeliveryFigures, FailedDelivery } from 'server/contract'
import { beforeAll, expect, test, vi } from 'vitest'
import { Connection } from '../accounts/connection.svelte.ts'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, offline } from '../fakeDesktop.ts'
import DeskDialogs from '../DeskDialogs.svelte'
import EmailView from './EmailView.svelte'
import { aFailure, someFigures } from './testing.ts'

// jsdom has no modal dialogs.
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})

const unit = { id: 'u1', name: 'Edinburgh Renal Unit', specialtyName: 'Renal', messagingOn: true }
const later = '2026-11-22T22:00:00Z'

function aView({ figures = someFigures(), failures = [] as FailedDelivery[], next = null as string | null } = {}) {
  const desktop = fakeDesktop({
    showDeliveryFigures: () => done(figures),
    listFailedDeliveries: () => done({ deliveries: failures, next }),
  })
  const me = { id: 'me', name: 'Fiona MacLeod', firstName: 'Fiona', kind: 'staff' as const, memberships: [] }
  const desk = new Desk(desktop, me, { idleEndsAt: later, endsAt: later, warnSeconds: 60 })
  const connection = new Connection(desktop)
  desktop.emit('connection', { state: 'online', since: later })
  const view = () => render(EmailView, { desk, connection, unit })
  return { desktop, desk, view }
}
const aWeek = (changes: Partial<DeliveryFigures['week']>) => ({ ...someFigures().week, ...changes })

test('asks once for both, and shows the figures with what they mean', async () => {
  const { desktop, view } = aView()
  view()
  const sent = await screen.findByRole('region', { name: 'Sent today' })
  expect(within(sent).getByText('12')).toBeTruthy()
  expect(within(sent).getByText('All within 10 seconds of the message.')).toBeTruthy()
  expect(screen.getByText('Nothing: no e-mail has failed in the last 7 days.')).toBeTruthy()
  expect(desktop.asked).toEqual([
    { name: 'showDeliveryFigures', input: { unitId: 'u1' } },
    { name: 'listFailedDeliveries', input: { unitId: 'u1' } },
  ])
})

test('the days are in a table too, the newest first', async () => {
  aView().view()
  const rows = within(await screen.findByRole('table')).getAllByRole('row')
  expect(rows).toHaveLength(15)
  expect(rows[1]!.textContent).toMatch(/Sun 22 Nov\s*130\s*130\s*0/)
  expect(rows[2]!.textContent).toMatch(/Sat 21 Nov\s*120\s*120\s*3/)
  expect(screen.getByRole('img', { name: /^In the last 14 days 910 e-mails were sent and 3/ })).toBeTruthy()
})

test('the people behind a number of those who were not e-mailed, page by page, with the way to them', async () => {
  const suppressed = [{ reason: 'no address' as const, inWords: 'No e-mail address', count: 2 }]
  const { desktop, desk, view } = aView({ figures: someFigures({ suppressed }) })
  view()
  render(DeskDialogs, { desk })
  const line = (id: string, name: string) => ({
    ...{ id, about: 'message' as const, at: '2026-11-20T14:05:00Z' },
    person: { id, name, kind: 'patient' as const, isMember: true, unreachable: 'none' as const, texts: false },
  })
  desktop.answer('listNotEmailed', ({ cursor }: { cursor?: string }) =>
    done(
      cursor
        ? { deliveries: [line('p2', 'Isla McKenzie')], next: null }
        : { deliveries: [line('p1', 'Duncan Boyle')], next: 'p1' },
    ),
  )
  await fireEvent.click(await screen.findByRole('button', { name: '2 × No e-mail address' }))
  expect(await screen.findByText('Duncan Boyle')).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Show earlier ones' }))
  await fireEvent.click(await screen.findByRole('button', { name: 'Isla McKenzie, in People we cannot reach' }))
  expect(desktop.asked.filter(({ name }) => name === 'listNotEmailed').map(({ input }) => input)).toEqual([
    { unitId: 'u1', reason: 'no address' },
    { unitId: 'u1', reason: 'no address', cursor: 'p1' },
  ])
  expect(desk.units.tab).toBe('unreachable')
  expect(screen.queryByText('Duncan Boyle')).toBeNull()
})

test('without any e-mail in 14 days there are no bars', async () => {
  const days = someFigures().days.map((day) => ({ ...day, sent: 0, timely: 0, failed: 0 }))
  aView({ figures: someFigures({ days }) }).view()
  expect(await screen.findByText('No e-mail was to be sent in these days.')).toBeTruthy()
  expect(screen.queryByRole('img')).toBeNull()
})

test('a mail server that is away: says so once, and that nothing is lost', async () => {
  const waiting = { count: 3, since: '2026-11-20T14:05:00Z' }
  aView({ figures: someFigures({ waiting, mail: 'away' }) }).view()
  expect(await screen.findByText(/^E-mails are held up: the mail server has not answered\./)).toBeTruthy()
  expect(
    screen.getByText(
      /^3 e-mails are waiting, the oldest since .*: the mail server has not answered\. Nothing is lost\./,
    ),
  ).toBeTruthy()
})

test('who was not told, and the way to each: by the place where they can be put right', async () => {
  const { desk, view } = aView({
    figures: someFigures({ week: aWeek({ bounced: 1 }) }),
    failures: [
      aFailure(),
      aFailure({
        id: 'd4',
        person: { id: 'p4', name: 'Moira Reid', kind: 'patient', isMember: true, unreachable: 'bouncing', texts: true },
      }),
      aFailure({
        id: 'd2',
        person: { id: 'p2', name: 'Isla McKenzie', kind: 'patient', isMember: true, unreachable: null, texts: false },
        state: 'failing',
        reason: 'The mail server did not answer.',
        nextTryAt: '2030-11-22T15:04:00Z',
      }),
      aFailure({
        id: 'd3',
        person: { id: 'p3', name: 'Ann Baker', kind: 'staff', isMember: false, unreachable: null, texts: false },
        state: 'failed',
      }),
    ],
  })
  const look = vi.spyOn(desk.units, 'look')
  view()
  const list = await screen.findByRole('table', { name: 'E-mails that could not be sent' })
  const [, lionel, moira, isla, ann] = within(list).getAllByRole('row')
  expect(lionel!.textContent).toMatch(/Lionel Campbell.*Failed.*The address was refused\..*None/s)
  expect(lionel!.textContent).not.toMatch(/text message/)
  expect(moira!.textContent).toMatch(/Patient\.\s+A text message tells them/)
  expect(isla!.textContent).toMatch(/Is tried again.*The mail server did not answer\./s)
  expect(ann!.textContent).toMatch(/Given up.*Not in Edinburgh Renal Unit/s)
  await fireEvent.click(screen.getByRole('button', { name: 'Lionel Campbell, in People we cannot reach' }))
  await fireEvent.click(screen.getByRole('button', { name: 'Isla McKenzie, in Patients' }))
  expect(look.mock.calls).toEqual([
    ['unreachable', 'Lionel Campbell'],
    ['patients', 'Isla McKenzie'],
  ])
  expect(desk.units.tab).toBe('patients')
  expect(desk.units.takeSought()).toBe('Isla McKenzie')
  expect(desk.units.takeSought()).toBe('')
})

test('more of them when asked for; what could not be loaded is said, and tried again', async () => {
  const { desktop, view } = aView({ failures: [aFailure()], next: 'd1' })
  view()
  const more = await screen.findByRole('button', { name: 'Show earlier ones' })
  desktop.answer('listFailedDeliveries', () => offline)
  await fireEvent.click(more)
  const again = await screen.findByRole('button', { name: 'Try again' })
  desktop.answer('listFailedDeliveries', ({ cursor }: { cursor?: string }) =>
    done({ deliveries: [aFailure({ id: cursor === 'd1' ? 'd2' : 'wrong' })], next: null }),
  )
  await fireEvent.click(again)
  await vi.waitFor(() => expect(screen.getAllByRole('rowheader', { name: /Lionel Campbell/ })).toHaveLength(2))
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
})

test('a failure is said, tried again by the person, and then gone', async () => {
  const { desktop, view } = aView()
  desktop.answer('showDeliveryFigures', () => offline)
  view()
  const again = await screen.findByRole('button', { name: 'Try again' })
  expect(screen.getByRole('alert').textContent).toContain('The service cannot be reached.')
  desktop.answer('showDeliveryFigures', () => done(someFigures()))
  await fireEvent.click(again)
  expect(await screen.findByRole('region', { name: 'Sent today' })).toBeTruthy()
})

test('offline, what is there stays and is said to be old; after the connection it is asked for again', async () => {
  const { desktop, view } = aView()
  view()
  await screen.findByRole('region', { name: 'Sent today' })
  desktop.answer('showDeliveryFigures', () => offline)
  await fireEvent.click(screen.getByRole('button', { name: 'Look again' }))
  expect(await screen.findByText(/^These figures may be out of date\./)).toBeTruthy()
  expect(screen.getByRole('region', { name: 'Sent today' })).toBeTruthy()
  desktop.answer('showDeliveryFigures', () => done(someFigures({ today: { sent: 13, timely: 13 } })))
  desktop.emit('live', { type: 'hello' } as never)
  await vi.waitFor(() =>
    expect(within(screen.getByRole('region', { name: 'Sent today' })).getByText('13')).toBeTruthy(),
  )
  expect(screen.queryByText(/^These figures may be out of date\./)).toBeNull()
})
