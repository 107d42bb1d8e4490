import fc from 'fast-check'
import type { ConversationLine } from 'server/contract'
import { expect, test } from 'vitest'
import { layOver } from './layOver.ts'

const line = (id: string, hour: number, more: Partial<ConversationLine> = {}): ConversationLine => ({
  id,
  subject: id,
  groupName: 'Renal Unit',
  patient: null,
  others: [],
  lastMessage: { authorName: 'Susan Turner', mine: false, excerpt: '' },
  lastActivityAt: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(),
  lastSeq: 1,
  unread: false,
  archived: false,
  progress: null,
  ...more,
})
const ids = (lines: ConversationLine[]) => lines.map(({ id }) => id)
const loaded = [line('e', 5), line('d', 4), line('c', 3), line('b', 2), line('a', 1)]

test('a line that moved to the top is not there twice, and what it pushed off the page stays', () => {
  const lines = layOver(loaded, { lines: [line('b', 9), line('e', 5)], after: null, isLast: false }, null)
  expect(ids(lines)).toEqual(['b', 'e', 'd', 'c', 'a'])
})

test('a line that has left the view goes, if it lies in the stretch that was fetched', () => {
  const lines = layOver(loaded, { lines: [line('e', 5), line('c', 3)], after: null, isLast: false }, null)
  expect(ids(lines)).toEqual(['e', 'c', 'b', 'a'])
})

test('a page in the middle leaves what is above and below', () => {
  const page = { lines: [line('c', 3, { unread: true })], after: line('d', 4).lastActivityAt, isLast: false }
  expect(ids(layOver(loaded, page, null))).toEqual(['e', 'd', 'c', 'b', 'a'])
})

test('nothing is left below the last page', () => {
  expect(ids(layOver(loaded, { lines: [line('e', 5)], after: null, isLast: true }, null))).toEqual(['e'])
  expect(layOver(loaded, { lines: [], after: null, isLast: true }, null)).toEqual([])
})

test('the open conversation stays in its place when reading it takes it out of Unread', () => {
  const unread = loaded.map((one) => ({ ...one, unread: true }))
  const lines = layOver(unread, { lines: [unread[0]!, unread[2]!, unread[3]!], after: null, isLast: false }, 'd')
  expect(ids(lines)).toEqual(['e', 'd', 'c', 'b', 'a'])
  expect(lines[1]).toMatchObject({ id: 'd', unread: false })
})

test('whatever happened, a fresh first page over the old list is the list', () => {
  const hours = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(hours, fc.array(fc.tuple(fc.nat(59), fc.boolean()), { maxLength: 20 }), (times, changes) => {
      const before = times.map((hour) => line(String(hour), hour)).toSorted(newestFirst)
      let after = before
      for (const [index, [at, archived]] of changes.entries()) {
        const changed = after[at % Math.max(1, after.length)]
        if (!changed) continue
        const others = after.filter(({ id }) => id !== changed.id)
        after = archived ? others : [line(changed.id, 1000 + index), ...others]
      }
      const size = 10
      const page = { lines: after.slice(0, size), after: null, isLast: after.length <= size }
      const fresh = layOver(before, page, null)
      expect(ids(fresh).slice(0, page.lines.length)).toEqual(ids(page.lines))
      expect(new Set(ids(fresh)).size).toBe(fresh.length)
      for (const { id } of after) expect(ids(fresh)).toContain(id)
      expect(fresh.toSorted(newestFirst)).toEqual(fresh)
    }),
  )
})

function newestFirst(a: ConversationLine, b: ConversationLine) {
  return b.lastActivityAt.localeCompare(a.lastActivityAt)
}
