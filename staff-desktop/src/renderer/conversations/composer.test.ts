import type { Message } from 'server/contract'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { done, fakeDesktop, offline, refused, type FakeDesktop } from '../fakeDesktop.ts'
import { Composer } from './composer.svelte.ts'

const conversationId = '3f0a1a54-6f0e-4d43-9d4e-0c9a7c6b0001'
const message = (seq: number, more: Partial<Message> = {}): Message => ({
  type: 'message',
  id: crypto.randomUUID(),
  seq,
  author: { id: crypto.randomUUID(), name: "Kathleen O'Brien", roleTitle: null, kind: 'patient' },
  mine: false,
  text: 'News',
  sentAt: '2026-11-22T09:00:00Z',
  ...more,
})

let desktop: FakeDesktop
let composer: Composer
const sends = () => desktop.asked.filter(({ name }) => name === 'sendMessage').map(({ input }) => input as SendInput)
const saves = () =>
  desktop.asked.filter(({ name }) => name === 'saveDraft').map(({ input }) => input as { text: string })
type SendInput = { id: string; text: string; lastSeenSeq: number }

function write(text: string) {
  composer.text = text
  composer.typed()
}

beforeEach(() => {
  vi.useFakeTimers()
  desktop = fakeDesktop({ sendMessage: ({ id, text }: SendInput) => done(message(4, { id, text, mine: true })) })
  composer = new Composer(desktop, conversationId)
  composer.caughtUp(3, [])
  return () => vi.useRealTimers()
})

test('sending empties the box and takes a new id for the next message', async () => {
  write('First')
  await composer.send()
  expect(composer).toMatchObject({ text: '', sending: { is: 'writing' } })
  write('Second')
  await composer.send()
  expect(sends()).toMatchObject([
    { text: 'First', lastSeenSeq: 3 },
    { text: 'Second', lastSeenSeq: 4 },
  ])
  expect(sends()[0]!.id).not.toBe(sends()[1]!.id)
})

test('nothing and too much are refused before they are sent', async () => {
  write('   ')
  await composer.send()
  expect(composer.sending).toEqual({ is: 'refused', message: 'Enter your message' })
  write('x'.repeat(10_004))
  expect(composer.sending.is).toBe('writing')
  await composer.send()
  expect(composer.sending).toMatchObject({ is: 'refused', message: expect.stringContaining('4 too many') as string })
  expect(sends()).toEqual([])
})

test('what the server refuses stands beside the untouched text', async () => {
  desktop.answer('sendMessage', () => refused({ status: 422, code: 'badInput', fields: { text: 'Not like that' } }))
  write('Hello')
  await composer.send()
  expect(composer).toMatchObject({ text: 'Hello', sending: { is: 'refused', message: 'Not like that' } })
})

describe('without an answer', () => {
  beforeEach(async () => {
    desktop.answer('sendMessage', () => offline)
    write('Once only')
    await composer.send()
  })

  test('the text stays, and the same id goes again', async () => {
    expect(composer).toMatchObject({ text: 'Once only', sending: { is: 'notSent' } })
    desktop.answer('sendMessage', ({ id, text }: SendInput) => done(message(4, { id, text, mine: true })))
    await composer.send()
    expect(composer.text).toBe('')
    expect(sends()[0]!.id).toBe(sends()[1]!.id)
  })

  test('says when the server answers again, and stops saying so when it is lost again', () => {
    composer.caughtUp(3, [])
    expect(composer).toMatchObject({ text: 'Once only', sending: { is: 'notSent', why: 'backOnline' } })
    composer.lost()
    expect(composer).toMatchObject({ sending: { is: 'notSent', why: 'offline' } })
  })

  test('a message that did arrive empties the box when the conversation is seen again', () => {
    composer.caughtUp(4, [message(4, { id: sends()[0]!.id, text: 'Once only', mine: true })])
    expect(composer).toMatchObject({ text: '', sending: { is: 'writing' } })
  })

  test('and what was changed since then stays, under a new id', async () => {
    write('Once only, and more')
    composer.caughtUp(4, [message(4, { id: sends()[0]!.id, text: 'Once only', mine: true })])
    expect(composer.text).toBe('Once only, and more')
    expect(composer.note).toContain('was sent before the connection broke')
    desktop.answer('sendMessage', ({ id, text }: SendInput) => done(message(5, { id, text, mine: true })))
    await composer.send()
    expect(sends()[1]!.id).not.toBe(sends()[0]!.id)
    expect(sends()[1]!.lastSeenSeq).toBe(4)
  })
})

describe('with something newer', () => {
  const newer = [message(4), message(5)]
  beforeEach(async () => {
    desktop.answer('sendMessage', ({ lastSeenSeq }: SendInput) =>
      lastSeenSeq < 5 ? refused({ status: 409, code: 'newerMessages', newer }) : done(message(6, { mine: true })),
    )
    write('My answer')
    composer.caughtUp(5, newer)
    await composer.send()
  })

  test('what came while the person wrote does not count as seen', () => {
    expect(sends()[0]!.lastSeenSeq).toBe(3)
    expect(composer).toMatchObject({ text: 'My answer', sending: { is: 'stale', newer } })
  })

  test('Send anyway sends it with what has been shown', async () => {
    await composer.send()
    expect(sends()[1]).toMatchObject({ text: 'My answer', lastSeenSeq: 5 })
    expect(composer.text).toBe('')
  })

  test('Edit keeps the text', async () => {
    composer.edit()
    expect(composer).toMatchObject({ text: 'My answer', sending: { is: 'writing' } })
    await composer.send()
    expect(sends()[1]!.lastSeenSeq).toBe(5)
  })
})

describe('drafts', () => {
  test('are saved a moment after the last key, once', async () => {
    write('H')
    write('He')
    write('Hel')
    await vi.runAllTimersAsync()
    expect(saves()).toMatchObject([{ text: 'Hel' }])
    expect(composer.draft.state).toBe('saved')
  })

  test('are not saved after the message has been sent', async () => {
    write('Hello')
    await composer.send()
    await vi.runAllTimersAsync()
    expect(saves()).toEqual([])
  })

  test('are tried again when saving failed', async () => {
    desktop.answer('saveDraft', () => offline)
    write('Hello')
    await vi.runAllTimersAsync()
    expect(composer.draft.state).toBe('failed')
    desktop.answer('saveDraft', () => done())
    await composer.draft.flush()
    expect(composer.draft.state).toBe('saved')
  })

  test('come back, with the id that they had, but never over a text', async () => {
    composer.restore({ text: 'Left here', messageId: conversationId })
    expect(composer.text).toBe('Left here')
    composer.restore({ text: 'Another', messageId: crypto.randomUUID() })
    expect(composer.text).toBe('Left here')
    await composer.send()
    expect(sends()[0]!.id).toBe(conversationId)
  })
})
