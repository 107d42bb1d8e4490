import { flushSync } from 'svelte'
import { fireEvent, render, screen, within } from '@testing-library/svelte'
import { beforeEach, expect, test, vi } from 'vitest'
import { Desk } from '../desk.svelte.ts'
import { done, fakeDesktop } from '../fakeDesktop.ts'
import SessionWarning from './SessionWarning.svelte'

const now = Date.parse('2026-11-22T14:00:00Z')
const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
const me = { id: 'me', name: 'Susan Turner', firstName: 'Susan', kind: 'staff' as const, memberships: [] }
const ends = (idle: number, absolute: number) => ({
  idleEndsAt: inMinutes(idle),
  endsAt: inMinutes(absolute),
  warnSeconds: 120,
})
const passes = (minutes: number) => {
  vi.advanceTimersByTime(minutes * 60_000)
  flushSync()
}

beforeEach(() => {
  vi.useFakeTimers({ now })
  return () => vi.useRealTimers()
})

test('two minutes before the idle limit it says when, and staying signed in puts it away', async () => {
  const desktop = fakeDesktop({ extendSession: () => done(ends(28, 600)) })
  render(SessionWarning, { desk: new Desk(desktop, me, ends(15, 600)) })
  passes(12.9)
  expect(screen.queryByText(/You will be signed out/)).toBeNull()
  passes(0.2)
  expect(screen.getByRole('alert').textContent).toContain('signed out at 14:15')
  await fireEvent.click(screen.getByRole('button', { name: 'Stay signed in' }))
  await vi.waitFor(() => expect(screen.queryByText(/You will be signed out/)).toBeNull())
})

test('what the person does elsewhere puts it away too', () => {
  const desk = new Desk(fakeDesktop(), me, ends(1, 600))
  render(SessionWarning, { desk })
  expect(screen.getByText(/You will be signed out/)).toBeTruthy()
  desk.ends = ends(16, 600)
  flushSync()
  expect(screen.queryByText(/You will be signed out/)).toBeNull()
})

test('the limit that cannot be moved offers no button', () => {
  render(SessionWarning, { desk: new Desk(fakeDesktop(), me, ends(15, 1)) })
  expect(screen.getByText(/Your time is up at 14:01/)).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})

test('over an open dialog it is one itself, because nothing behind it can be reached', () => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
  const desk = new Desk(fakeDesktop(), me, ends(1, 600))
  desk.dialog = 'shortcuts'
  render(SessionWarning, { desk })
  const dialog = screen.getByRole('dialog', { name: 'You will be signed out soon' })
  expect(within(dialog).getByRole('button', { name: 'Stay signed in' })).toBeTruthy()
})
