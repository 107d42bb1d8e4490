import { beforeEach, expect, test, vi } from 'vitest'
import { Toasts } from './toasts.svelte.ts'

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

test('a toast goes after eight seconds, but not while somebody is on it', () => {
  const toasts = new Toasts()
  toasts.show({ text: 'Archived.' })
  vi.advanceTimersByTime(7_000)
  toasts.pause()
  vi.advanceTimersByTime(60_000)
  expect(toasts.current?.text).toBe('Archived.')
  toasts.resume()
  vi.advanceTimersByTime(8_000)
  expect(toasts.current).toBeNull()
})
