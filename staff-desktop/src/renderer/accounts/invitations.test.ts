import { expect, test } from 'vitest'
import type { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop } from '../fakeDesktop.ts'
import { clockOf } from '../page/brief.ts'
import { clock } from '../page/clock.svelte.ts'
import type { Toast } from '../page/toasts.svelte.ts'
import { sendInvitations } from './invitations.ts'
import { inviteAgain, wayInBriefly, wayInWords } from './wayIn.ts'

const now = new Date('2026-11-22T12:00:00Z')
const later = '2026-11-19T10:00:00.000Z'
const invited = (by: 'email' | 'letter', state: 'waiting' | 'expired' | 'failed', at = '2026-11-19T10:00:00.000Z') => ({
  chosen: false,
  invitation: { by, state, at, againAt: null },
})

test.each([
  [{ chosen: true, invitation: null }, null, 'Has chosen a password and not signed in yet.'],
  [{ chosen: false, invitation: null }, 'Not invited', 'Not yet invited.'],
  [invited('email', 'waiting'), 'Invited 19 Nov', 'Invited by e-mail 3 days ago; the link works still.'],
  [invited('email', 'expired'), 'Link expired', 'Invited by e-mail 3 days ago; the link has expired.'],
  [invited('email', 'failed'), 'E-mail failed', 'Invited by e-mail 3 days ago; the e-mail could not be delivered.'],
  [
    invited('letter', 'waiting', '2026-11-22T09:00:00.000Z'),
    'Letter today',
    'A letter was printed within the last day and works still.',
  ],
  [invited('letter', 'expired'), 'Letter expired', 'A letter was printed 3 days ago; its code does not work any more.'],
] as const)('%o', (way, brief, words) => {
  expect(wayInBriefly(way, now)).toBe(brief)
  expect(wayInWords(way, now)).toBe(words)
})

test('many are asked in bites that the server takes, and told as one', async () => {
  const leftOut = { gone: 0, notYours: 0, hasPassword: 0, noEmail: 1, tooSoon: 2 }
  const desktop = fakeDesktop({
    invite: ({ accountIds }: { accountIds: string[] }) => done({ sent: accountIds.length - 3, leftOut, againAt: null }),
  })
  const told: Toast[] = []
  const desk = { desktop, toasts: { show: (toast: Toast) => told.push(toast) } } as unknown as Desk
  const people = Array.from({ length: 700 }, (_, n) => ({ id: `p${n}`, name: `Person ${n}` }))
  expect(await sendInvitations(desk, 'u1', people)).toBeNull()
  expect(desktop.asked.map(({ input }) => (input as { accountIds: string[] }).accountIds.length)).toEqual([500, 200])
  expect(told.map(({ text }) => text)).toEqual([
    '694 invitations are on their way. 2 people have no e-mail address. 4 people were sent one already: one in ten minutes, and three a day, is the most.',
  ])
})

test('whoever was sent one a moment ago can be sent another at a time that is said', async () => {
  const leftOut = { gone: 0, notYours: 0, hasPassword: 0, noEmail: 0, tooSoon: 1 }
  const againAt = new Date(clock.now.getTime() + 6 * 60_000).toISOString()
  const desktop = fakeDesktop({ invite: () => done({ sent: 0, leftOut, againAt }) })
  const told: Toast[] = []
  const desk = { desktop, toasts: { show: (toast: Toast) => told.push(toast) } } as unknown as Desk
  await sendInvitations(desk, 'u1', [{ id: 'p1', name: 'Isla McKenzie' }])
  const when = clockOf(againAt, clock.now)
  expect(told[0]).toEqual({
    text: `No invitation was sent: Isla McKenzie was sent one already: one in ten minutes, and three a day, is the most. You can send another at ${when}.`,
    bad: true,
  })
  // Nor is it offered before that.
  const way = (at: string | null) =>
    ({ chosen: false, invitation: { by: 'email', state: 'waiting', at: later, againAt: at } }) as const
  expect(inviteAgain(way(againAt), clock.now)).toBe(`You can send another at ${when}`)
  expect(inviteAgain(way(againAt), new Date(againAt))).toBeNull()
  expect(inviteAgain(way(null), clock.now)).toBeNull()
})
