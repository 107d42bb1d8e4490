import type { Broadcast } from 'server/contract'
import { expect, test } from 'vitest'
import { done, fakeDesktop, offline, refused } from '../fakeDesktop.ts'
import { BroadcastDraft } from './broadcastDraft.svelte.ts'
import { aBroadcast } from './testing.ts'

const place = { unitId: 'u1', broadcastId: 'b1' }

function aDraft(from: Broadcast | null = null) {
  let version = from?.version ?? 0
  const desktop = fakeDesktop({ saveBroadcast: () => done(aBroadcast({ version: ++version })) })
  const saved: number[] = []
  const draft = new BroadcastDraft(desktop, place, { from, onsaved: (one) => void saved.push(one.version) })
  const sent = () => desktop.asked.filter(({ name }) => name === 'saveBroadcast').map(({ input }) => input)
  return { desktop, draft, saved, sent }
}

test('each save goes on from the version that the last one made, one at a time', async () => {
  const { draft, saved, sent } = aDraft()
  draft.subject = 'A'
  draft.changed('subject')
  const first = draft.flush()
  await Promise.resolve()
  draft.subject = 'AB'
  draft.changed('subject')
  await Promise.all([first, draft.flush()])
  expect(sent()).toMatchObject([
    { version: 0, subject: 'A', replies: { to: 'default_contact' } },
    { version: 1, subject: 'AB' },
  ])
  expect(saved).toEqual([1, 2])
  expect(draft).toMatchObject({ state: 'saved', version: 2 })
})

test('nothing typed is nothing saved', async () => {
  const { draft, sent } = aDraft(aBroadcast())
  expect(await draft.flush()).toBe(true)
  expect(sent()).toEqual([])
})

test('without a connection the text stays, and the next try saves it', async () => {
  const { desktop, draft } = aDraft()
  desktop.answer('saveBroadcast', () => offline)
  draft.text = 'Dear all'
  draft.changed('text')
  expect(await draft.flush()).toBe(false)
  expect(draft).toMatchObject({ state: 'failed', text: 'Dear all' })
  desktop.answer('saveBroadcast', () => done(aBroadcast({ version: 1 })))
  expect(await draft.flush()).toBe(true)
})

test('changed in another window: both are kept until one is chosen', async () => {
  const { desktop, draft, sent } = aDraft(aBroadcast())
  desktop.answer('saveBroadcast', () => refused({ status: 409, code: 'changedMeanwhile' }))
  desktop.answer('showBroadcast', () => done(aBroadcast({ version: 7, text: 'Theirs' })))
  draft.text = 'Mine'
  draft.changed('text')
  expect(await draft.flush()).toBe(false)
  expect(draft).toMatchObject({ state: 'other', text: 'Mine', other: { text: 'Theirs' } })
  desktop.answer('saveBroadcast', () => done(aBroadcast({ version: 8, text: 'Mine' })))
  await draft.keepMine()
  expect(sent().at(-1)).toMatchObject({ version: 7, text: 'Mine' })
  expect(draft).toMatchObject({ state: 'saved', other: null })
})

test('or the other is taken', async () => {
  const { desktop, draft, saved } = aDraft(aBroadcast())
  desktop.answer('saveBroadcast', () => refused({ status: 409, code: 'changedMeanwhile' }))
  desktop.answer('showBroadcast', () => done(aBroadcast({ version: 7, text: 'Theirs' })))
  draft.changed('text')
  await draft.flush()
  draft.takeOther()
  expect(draft).toMatchObject({ text: 'Theirs', version: 7, state: 'saved' })
  expect(saved).toEqual([7])
})

test('says what is missing before it can be checked', () => {
  const { draft } = aDraft()
  draft.repliesTo = 'people'
  expect(draft.check()).toBe(false)
  expect(draft.fields).toEqual({
    subject: 'Enter a subject',
    text: 'Enter the message',
    people: 'Choose who receives replies',
  })
  draft.changed('subject')
  expect(draft.fields.subject).toBeUndefined()
})
