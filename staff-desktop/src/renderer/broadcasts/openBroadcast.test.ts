import { expect, test } from 'vitest'
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
})
