import { flushSync } from 'svelte'
import { render, screen, within } from '@testing-library/svelte'
import type { ConversationLine } from 'server/contract'
import { beforeEach, expect, test, vi } from 'vitest'
import { Connection } from '../accounts/connection.svelte.ts'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop, offline, type FakeDesktop } from '../fakeDesktop.ts'
import ConversationList from './ConversationList.svelte'

const total = 100_000
const size = 50
let all: ConversationLine[]
let desktop: FakeDesktop
let desk: Desk

const line = (index: number): ConversationLine => ({
  id: `id-${index}`,
  subject: `Subject ${index}`,
  groupName: 'Renal Unit',
  patient: { id: `patient-${index}`, name: 'Margaret Wilson', dateOfBirth: '1951-03-09', unreachable: null },
  others: [],
  lastMessage: { authorName: 'Margaret Wilson', mine: false, excerpt: 'Is tinned soup allowed?' },
  lastActivityAt: new Date(Date.UTC(2026, 0, 1) - index * 60_000).toISOString(),
  lastSeq: 1,
  unread: index === 1,
  archived: false,
  progress: null,
})

// jsdom lays nothing out: rows have no room here, so only the spare ones are rendered.
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
)

beforeEach(() => {
  all = Array.from({ length: total }, (_, index) => line(index))
  desktop = fakeDesktop({
    listConversations: ({ cursor }: { cursor?: string }) => {
      const from = cursor ? all.findIndex(({ lastActivityAt }) => lastActivityAt < cursor) : 0
      const conversations = all.slice(from, from + size)
      const next = from + size < all.length ? conversations.at(-1)!.lastActivityAt : null
      return done({ conversations, next, counts: { inbox: 1000, unread: 1, archived: 0 } })
    },
  })
  const me = { id: 'me', name: 'Susan Turner', firstName: 'Susan', kind: 'staff' as const, memberships: [] }
  desk = new Desk(desktop, me, { idleEndsAt: '2099-01-01T00:00:00Z', endsAt: '2099-01-01T00:00:00Z', warnSeconds: 120 })
})

test('pages are fetched on as one scrolls, and every line is there once', async () => {
  const { inbox } = desk
  await inbox.show()
  for (let loads = 0; loads < 20; loads++) await inbox.loadMore()
  expect(inbox.lines).toHaveLength(21 * size)
  expect(new Set(inbox.lines.map(({ id }) => id)).size).toBe(21 * size)
})

test('a message far below comes to the top without moving what is loaded', async () => {
  const { inbox } = desk
  await inbox.show()
  for (let loads = 0; loads < 3; loads++) await inbox.loadMore()
  inbox.lookingAt(120, 130)
  const moved = { ...all[170]!, lastActivityAt: new Date(Date.UTC(2026, 0, 2)).toISOString(), unread: true }
  all = [moved, ...all.toSpliced(170, 1)]
  await inbox.refresh()
  expect(inbox.lines[0]!.id).toBe('id-170')
  expect(inbox.lines.map(({ id }) => id)).toEqual(all.slice(0, 4 * size).map(({ id }) => id))
})

test('after a gap everything down to the screen is fetched again, and what is below is forgotten', async () => {
  const { inbox } = desk
  await inbox.show()
  for (let loads = 0; loads < 5; loads++) await inbox.loadMore()
  inbox.lookingAt(60, 70)
  all = all.filter((_, index) => index % 2 === 0)
  await inbox.refresh({ everything: true })
  const ids = inbox.lines.map(({ id }) => id)
  expect(ids).toEqual(all.slice(0, ids.length).map(({ id }) => id))
  await inbox.loadMore()
  expect(inbox.lines.map(({ id }) => id)).toEqual(all.slice(0, inbox.lines.length).map(({ id }) => id))
})

test('an answer for another list is dropped', async () => {
  const { inbox } = desk
  let answerFirst = (_: unknown) => {}
  desktop.answer('listConversations', ({ view }: { view: string }) =>
    view === 'inbox'
      ? new Promise((resolve) => (answerFirst = resolve))
      : done({ conversations: [line(7)], next: null, counts: { inbox: 1, unread: 1, archived: 1 } }),
  )
  const first = inbox.show({ view: 'inbox' })
  await inbox.show({ view: 'archived' })
  answerFirst(done({ conversations: [line(1)], next: null, counts: { inbox: 9, unread: 9, archived: 9 } }))
  await first
  expect(inbox.lines.map(({ id }) => id)).toEqual(['id-7'])
})

test('the list keeps few rows in the page; an unread one says so in words', async () => {
  render(ConversationList, { desk, connection: new Connection(desktop), onopen: () => {} })
  await desk.inbox.show()
  for (let loads = 0; loads < 40; loads++) await desk.inbox.loadMore()
  flushSync()
  const options = within(screen.getByRole('listbox')).getAllByRole('option')
  expect(options.length).toBeLessThan(30)
  expect(options[1]!.textContent).toContain('Unread.')
  expect(options[1]!.textContent).toContain('born 9 Mar 1951')
})

test('while the connection is gone, an empty list does not say that there is nothing', async () => {
  const connection = new Connection(desktop)
  all = []
  render(ConversationList, { desk, connection, onopen: () => {} })
  await desk.inbox.show()
  desktop.emit('connection', { state: 'offline', since: '2024-11-22T14:03:00Z' })
  flushSync()
  expect(screen.getByText(/Offline since 22 November 2024 14:03/)).toBeTruthy()
  expect(screen.queryByText(/No conversations/)).toBeNull()

  desktop.answer('listConversations', () => offline)
  await desk.inbox.show()
  flushSync()
  expect(screen.getByRole('alert').textContent).toContain('could not be loaded')
})
