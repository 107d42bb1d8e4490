import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { offline } from '../fakeDesktop.ts'
import { PeopleList, type Asked } from './peopleList.svelte.ts'

interface Line {
  id: string
  name: string
}
type Answer = (asked: Asked<'no_email'>) => unknown

const everybody = Array.from({ length: 250 }, (_, n): Line => ({ id: `p${n}`, name: `Patient ${n}` }))

/** Pages as the server gives them: the cursor is the index. */
const pages: Answer = ({ cursor, limit }) => {
  const from = Number(cursor ?? 0)
  const to = from + limit
  return { ok: true, value: { lines: everybody.slice(from, to), next: to < everybody.length ? String(to) : null } }
}

function aList(answer: Answer = pages) {
  const asked: Asked<'no_email'>[] = []
  let now = answer
  const list = new PeopleList<Line, 'no_email'>(async (one) => {
    asked.push(one)
    return (await now(one)) as never
  })
  return { list, asked, answers: (next: Answer) => (now = next) }
}

const found = (...names: string[]) => ({
  ok: true,
  value: { lines: names.map((name) => ({ id: name, name })), next: null },
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the server is asked a moment after the last key, once', async () => {
  const { list, asked } = aList(() => found('Isla'))
  await list.show()
  for (const typed of ['o', "o'", " o'br "]) {
    list.typed = typed
    list.filterChanged()
    await vi.advanceTimersByTimeAsync(50)
  }
  await vi.runAllTimersAsync()
  expect(asked).toEqual([{ limit: 100 }, { filter: "o'br", limit: 100 }])
  expect(list.shownFor.filter).toBe("o'br")
})

test('the answer to an earlier search does not replace that to a later one', async () => {
  const slow = Promise.withResolvers<unknown>()
  const { list } = aList(({ filter }) => (filter === 'a' ? slow.promise : found('Later')))
  await list.show()
  list.typed = 'a'
  const first = list.show()
  expect(list.searching).toBe(true)
  list.typed = 'ab'
  await list.show()
  slow.resolve(found('Earlier'))
  await first
  expect(list.lines.map(({ name }) => name)).toEqual(['Later'])
  expect(list.searching).toBe(false)
})

test('more is loaded near the end, one page at a time, until there is no more', async () => {
  const { list, asked } = aList()
  await list.show()
  list.lookingAt(20)
  expect(asked).toHaveLength(1)
  list.lookingAt(80)
  list.lookingAt(90)
  await vi.runAllTimersAsync()
  expect(list.lines).toHaveLength(200)
  list.lookingAt(190)
  await vi.runAllTimersAsync()
  expect(list.lines.map(({ id }) => id)).toEqual(everybody.map(({ id }) => id))
  expect(list.hasMore).toBe(false)
  list.lookingAt(250)
  expect(asked).toHaveLength(3)
})

test('a page that comes after the search has changed is dropped', async () => {
  const slow = Promise.withResolvers<unknown>()
  const { list } = aList((asked) => (asked.cursor ? slow.promise : asked.filter ? found('Isla') : pages(asked)))
  await list.show()
  list.lookingAt(90)
  list.typed = 'isla'
  await list.show()
  slow.resolve(pages({ cursor: '100', limit: 100 }))
  await vi.runAllTimersAsync()
  expect(list.lines.map(({ name }) => name)).toEqual(['Isla'])
})

test('a refresh fetches as far as somebody has looked and does not begin at the top', async () => {
  const { list, answers } = aList()
  await list.show()
  list.lookingAt(90)
  await vi.runAllTimersAsync()
  list.lookingAt(150)
  const { shown } = list
  answers((asked) => {
    const page = pages(asked) as { value: { lines: Line[] } }
    return { ...page, value: { ...page.value, lines: page.value.lines.map((one) => ({ ...one, name: 'Now' })) } }
  })
  await list.refresh()
  expect(list.lines).toHaveLength(200)
  expect(list.lines.every(({ name }) => name === 'Now')).toBe(true)
  expect(list.shown).toBe(shown)
})

test('what cannot be fetched again stays, and is said to be old', async () => {
  const { list, answers } = aList(() => found('Isla'))
  await list.show()
  answers(() => offline)
  await list.refresh()
  expect(list).toMatchObject({ state: 'ready', old: true, lines: [{ name: 'Isla' }] })
  answers(() => found('Isla', 'Jean'))
  await list.refresh()
  expect(list).toMatchObject({ old: false, lines: [{ name: 'Isla' }, { name: 'Jean' }] })
})

test('a search that fails says why, and trying again shows it', async () => {
  const { list, answers } = aList(() => offline)
  await list.show()
  expect(list).toMatchObject({ state: 'failed', problem: { code: 'offline' } })
  answers(() => found('Isla'))
  await list.show()
  expect(list).toMatchObject({ state: 'ready', problem: null, lines: [{ name: 'Isla' }] })
})

test('more that cannot be loaded is said, and can be asked for again', async () => {
  const { list, answers } = aList()
  await list.show()
  answers(() => offline)
  await list.loadMore()
  expect(list).toMatchObject({ stuck: true, hasMore: true, state: 'ready' })
  answers(pages)
  await list.loadMore()
  expect(list.stuck).toBe(false)
  expect(list.lines).toHaveLength(200)
})

test('somebody who comes on two pages stands once in the list', async () => {
  const { list } = aList(({ cursor }) =>
    cursor ? found('Isla', 'Jean') : { ok: true, value: { lines: [{ id: 'Isla', name: 'Isla' }], next: '1' } },
  )
  await list.show()
  await list.loadMore()
  expect(list.lines.map(({ id }) => id)).toEqual(['Isla', 'Jean'])
})
