import { expect, test, vi } from 'vitest'
import { done, fakeDesktop } from '../fakeDesktop.ts'
import { OpenBroadcast } from './openBroadcast.svelte.ts'
import { aBroadcast, aReport } from './testing.ts'

test('a report that was counted before the stop does not stand as what became of it', async () => {
  const answers: ((value: unknown) => void)[] = []
  const desktop = fakeDesktop({
    showBroadcast: () => done(aBroadcast({ state: 'stopped', begunAt: '2026-11-22T14:05:00Z' })),
    showBroadcastReport: () => new Promise((resolve) => answers.push(resolve)),
  })
  const open = new OpenBroadcast(desktop, 'u1', 'b1')
  const earlier = open.fetch()
  await expect.poll(() => answers.length).toBe(1)
  const later = open.fetchReport()
  answers[1]!(done(aReport({ conversations: 2000 })))
  await later
  answers[0]!(done(aReport({ conversations: 0 })))
  await earlier
  expect(open.report?.conversations).toBe(2000)
  open.leave()
})

test('after a stop the page looks again until nothing of it waits any more', async () => {
  vi.useFakeTimers()
  const report = (waiting: number) => done(aReport({ emails: { ...aReport().emails, waiting } }))
  const desktop = fakeDesktop({
    showBroadcast: () => done(aBroadcast({ state: 'stopped', begunAt: '2026-11-22T14:05:00Z' })),
    showBroadcastReport: () => report(19),
  })
  const open = new OpenBroadcast(desktop, 'u1', 'b1')
  await open.fetch()
  expect(open.report?.emails.waiting).toBe(19)
  desktop.answer('showBroadcastReport', () => report(0))
  await vi.advanceTimersByTimeAsync(3000)
  expect(open.report?.emails.waiting).toBe(0)
  const asked = desktop.asked.length
  await vi.advanceTimersByTimeAsync(30_000)
  expect(desktop.asked.length).toBe(asked)
  open.leave()
  vi.useRealTimers()
})

test('what the bars say and what the report says come on the screen together', async () => {
  let answer: (value: unknown) => void = () => undefined
  const desktop = fakeDesktop({
    showBroadcast: () => done(aBroadcast({ state: 'paused', begunAt: '2026-11-22T14:05:00Z' })),
    showBroadcastReport: () => new Promise((resolve) => (answer = resolve)),
  })
  const open = new OpenBroadcast(desktop, 'u1', 'b1')
  const looking = open.fetch()
  await expect.poll(() => desktop.asked.length).toBe(2)
  expect(open.broadcast).toBeNull()
  answer(done(aReport()))
  await looking
  expect(open.broadcast?.state).toBe('paused')
  expect(open.report).not.toBeNull()
  open.leave()
})
