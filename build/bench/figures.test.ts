import { describe, expect, test } from 'vitest'
import { median, p95, percentile, rounded } from './figures.ts'

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)

  test('is the value that so many per cent do not exceed', () => {
    expect(p95(hundred)).toBe(95)
    expect(percentile(hundred, 50)).toBe(50)
    expect(percentile(hundred, 100)).toBe(100)
    expect(percentile(hundred, 0)).toBe(1)
  })

  test('of few is the largest, and never something in between', () => {
    expect(p95([3, 1, 2])).toBe(3)
    expect(p95([7])).toBe(7)
    expect(percentile([1, 2, 3, 4], 50)).toBe(2)
  })

  test('sorts by size and not by letters, and leaves what it was given as it was', () => {
    const given = [9, 100, 20]
    expect(percentile(given, 50)).toBe(20)
    expect(given).toEqual([9, 100, 20])
  })

  test('of nothing there is none', () => {
    expect(() => p95([])).toThrow()
    expect(() => median([])).toThrow()
  })
})

test.each([
  [[5], 5],
  [[10, 9, 100], 10],
  [[4, 1, 3, 2], 2.5],
])('the median of %j is %d', (values, middle) => {
  expect(median(values)).toBe(middle)
})

test.each([
  [1.23456, 1.23],
  [1234.5, 1230],
  [0.000123456, 0.000123],
  [0, 0],
])('%d is read as %d', (value, shown) => {
  expect(rounded(value)).toBe(shown)
})
