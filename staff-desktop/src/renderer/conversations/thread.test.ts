import type { Conversation, Entry } from 'server/contract'
import { beforeEach, expect, test } from 'vitest'
import { done, fakeDesktop, offline, refused, type FakeDesktop } from '../fakeDesktop.ts'
import { Thread } from './thread.svelte.ts'

const page = 5
let last: number
let lastReadSeq: number
let desktop: FakeDesktop
let thread: Thread

const message = (seq: number): Entry => ({
  type: 'message',
  id: `message-${seq}`,
  seq,
  author: { id: 'kathleen', name: "Kathleen O'Brien", roleTitle: null, kind: 'patient' },
  mine: false,
  text: `Text ${seq}`,
  sentAt: '2026-11-22T09:00:00Z',
})

function show({ before = last + 1 }: { before?: number }) {
  const first = Math.max(1, before - page)
  const entries = Array.from({ length: before - first }, (_, index) => message(first + index))
  return done({
    id: 'conversation',
    subject: 'Potassium and potatoes',
    group: {
      id: 'group',
      name: 'Renal Unit',
      contact: {
        telephone: null,
        outOfHoursTelephone: null,
        openingHours: [],
        closedDays: [],
        knownUntil: null,
        answerTime: null,
      },
    },
    patient: null,
    participants: [],
    entries,
    older: first > 1 ? first : null,
    lastSeq: last,
    lastReadSeq,
    archived: false,
    progress: null,
    firstReply: null,
    openedByPatient: null,
    draft: null,
    can: { reply: true, addParticipant: true, leave: true, archive: true, unarchive: false },
  } satisfies Conversation)
}
const seqs = () => thread.entries.map(({ id }) => Number(id.split('-')[1]))
const fromTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

beforeEach(async () => {
  last = 12
  lastReadSeq = 10
  desktop = fakeDesktop({ showConversation: show })
  thread = new Thread(desktop, 'conversation')
  await thread.fetch()
})

test('older entries come in front, until all are there', async () => {
  expect(seqs()).toEqual(fromTo(8, 12))
  await thread.loadOlder()
  await thread.loadOlder()
  expect(seqs()).toEqual(fromTo(1, 12))
  expect(thread.older).toBeNull()
})

test('a new message comes behind the older ones that were loaded', async () => {
  await thread.loadOlder()
  last = 13
  await thread.fetch()
  expect(seqs()).toEqual(fromTo(3, 13))
  expect(thread.older).toBe(3)
  expect(thread.arrivals).toBe(1)
})

test('with a gap in between the older ones are forgotten, never shown as if nothing were missing', async () => {
  await thread.loadOlder()
  last = 40
  await thread.fetch()
  expect(seqs()).toEqual(fromTo(36, 40))
  expect(thread.older).toBe(36)
})

test('"New" stays where it was when the person came', async () => {
  expect(thread.unreadAfter).toBe(10)
  lastReadSeq = 12
  await thread.fetch()
  expect(thread.unreadAfter).toBe(10)
})

test('reading is told once, and again when telling failed', async () => {
  desktop.answer('markRead', () => offline)
  expect(await thread.markRead()).toBe(false)
  desktop.answer('markRead', () => done())
  expect(await thread.markRead()).toBe(true)
  expect(await thread.markRead()).toBe(false)
})

test('an answer that was overtaken changes nothing', async () => {
  let answerFirst = (_: unknown) => {}
  desktop.answer('showConversation', () => new Promise((resolve) => (answerFirst = resolve)))
  const old = show({})
  const first = thread.fetch()
  last = 13
  desktop.answer('showConversation', show)
  await thread.fetch()
  answerFirst(old)
  await first
  expect(seqs().at(-1)).toBe(13)
})

test('offline keeps what is shown; gone shows nothing', async () => {
  desktop.answer('showConversation', () => offline)
  await thread.fetch()
  expect(thread.state).toBe('ready')
  desktop.answer('showConversation', () => refused({ status: 404, code: 'notFound' }))
  await thread.fetch()
  expect(thread).toMatchObject({ state: 'gone', conversation: null, entries: [] })
})
