import { expect, test } from 'vitest'
import { briefDay, briefInstant, clockOf } from './brief.ts'

const now = new Date('2026-11-22T12:00:00Z')

test.each([
  ['2026-11-22T09:03:00Z', '09:03'],
  ['2026-11-21T23:30:00Z', 'Yesterday'],
  ['2026-11-03T14:03:00Z', '3 Nov'],
  ['2025-06-30T23:30:00Z', '1 Jul 2025'],
])('%s is %s', (instant, words) => expect(briefInstant(instant, now)).toBe(words))

test('a day has no time zone', () => expect(briefDay('1961-03-09')).toBe('9 Mar 1961'))

test.each([
  ['2026-11-22T09:03:00Z', '09:03'],
  ['2026-11-21T23:30:00Z', 'yesterday 23:30'],
  ['2025-06-30T23:30:00Z', '1 July 2025 00:30'],
])('%s in a sentence is %s', (instant, words) => expect(clockOf(instant, now)).toBe(words))
