import { expect, test } from 'vitest'
import { leaks, trendOf, type Sample } from './trend.ts'

const minute = 60_000
const samples = (value: (minutes: number) => number): Sample[] =>
  Array.from({ length: 120 }, (_, n) => ({ at: (n * minute) / 4, value: value(n / 4) }))
const limit = { share: 0.1, amount: 5 }

test('what only warms up, swings or jumps once and back is no leak', () => {
  for (const value of [
    (minutes: number) => Math.min(minutes, 9) * 10,
    (minutes: number) => 100 + 30 * Math.sin(minutes * 7),
    (minutes: number) => (minutes === 20 ? 900 : 100),
  ])
    expect(leaks(trendOf(samples(value))!, limit)).toBe(false)
})

test('what goes on growing is one, also beside swings', () => {
  const trend = trendOf(samples((minutes) => 100 + minutes + 5 * Math.sin(minutes * 7)))!
  expect(trend.growth).toBeGreaterThan(15)
  expect(trend.growth).toBeLessThan(25)
  expect(leaks(trend, limit)).toBe(true)
})

test('a small amount, or a small share, is none', () => {
  expect(leaks({ usual: 10, growth: 4 }, limit)).toBe(false)
  expect(leaks({ usual: 1000, growth: 50 }, limit)).toBe(false)
})

test('too few samples say nothing', () => {
  expect(trendOf([])).toBeNull()
  expect(trendOf(samples(() => 1).slice(0, 7))).toBeNull()
})
