import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scrollTopToShow, visibleRange } from './windowing.ts'

const viewport = fc.record({
  scrollTop: fc.integer({ min: -50, max: 8_000_000 }),
  viewHeight: fc.integer({ min: 0, max: 3000 }),
  rowHeight: fc.integer({ min: 1, max: 200 }),
  count: fc.integer({ min: 0, max: 100_000 }),
})

test('every row in sight is in the range, and the range stays small', () => {
  fc.assert(
    fc.property(viewport, (view) => {
      const { start, end } = visibleRange(view, 6)
      expect(start).toBeGreaterThanOrEqual(0)
      expect(end).toBeLessThanOrEqual(view.count)
      expect(start).toBeLessThanOrEqual(end)
      expect(end - start).toBeLessThanOrEqual(Math.ceil(view.viewHeight / view.rowHeight) + 1 + 12)
      const first = Math.floor(Math.max(0, view.scrollTop) / view.rowHeight)
      const last = Math.ceil((Math.max(0, view.scrollTop) + view.viewHeight) / view.rowHeight) - 1
      for (const index of [first, last]) {
        if (index >= 0 && index < view.count && index >= first && index <= last) {
          expect(index).toBeGreaterThanOrEqual(start)
          expect(index).toBeLessThan(end)
        }
      }
    }),
  )
})

test('showing a row moves no further than it must', () => {
  const view = { scrollTop: 100, viewHeight: 200, rowHeight: 50, count: 1000 }
  expect(scrollTopToShow(2, view)).toBe(100)
  expect(scrollTopToShow(5, view)).toBe(100)
  expect(scrollTopToShow(6, view)).toBe(150)
  expect(scrollTopToShow(0, view)).toBe(0)
})
