import { expect, test, vi } from 'vitest'
import type { UnreachablePerson } from 'server/contract'
import { done, fakeDesktop, offline } from '../fakeDesktop.ts'
import { nobodyFound } from './reasonWords.ts'
import { UnreachableList } from './unreachableList.svelte.ts'

const person = (id: string): UnreachablePerson => ({
  id,
  name: `Person ${id}`,
  kind: 'patient',
  roleTitle: null,
  dateOfBirth: '1936-08-24',
  email: null,
  telephone: '0131 496 0120',
  textsFail: false,
  texts: false,
  reason: 'none',
  emailState: 'none',
  distrusted: false,
  wayIn: { chosen: true, invitation: null },
  notes: [],
  can: {
    changeAccount: true,
    sendVerification: false,
    resetSignIn: false,
    invite: false,
    printLetter: false,
    write: true,
  },
})
const counts = { none: 2, bouncing: 3, unwanted: 1, unverified: 5 }
const note = { text: 'Rang', by: 'Fiona MacLeod', at: '2026-11-22T10:00:00Z' }

function aList() {
  const desktop = fakeDesktop({
    listUnreachable: ({ cursor }: { cursor?: string }) =>
      done(
        cursor
          ? { people: [person('c')], counts, next: null }
          : { people: [person('a'), person('b')], counts, next: '1' },
      ),
    addContactNote: () => done({ notes: [note] }),
  })
  return { desktop, list: new UnreachableList(desktop, 'u1') }
}

test('asks for a reason, and counts everybody whatever is filtered', async () => {
  const { desktop, list } = aList()
  list.only = 'bouncing'
  await list.show()
  expect(desktop.asked).toEqual([{ name: 'listUnreachable', input: { unitId: 'u1', reason: 'bouncing', limit: 100 } }])
  expect(list).toMatchObject({ counts, everybody: 11 })
})

test('asks for staff only, or for patients only', async () => {
  const { desktop, list } = aList()
  list.showKind('staff')
  await vi.waitFor(() => expect(desktop.asked).toHaveLength(1))
  expect(desktop.asked[0]!.input).toEqual({ unitId: 'u1', kind: 'staff', limit: 100 })
  list.showKind(null)
  await vi.waitFor(() => expect(desktop.asked).toHaveLength(2))
  expect(desktop.asked[1]!.input).toEqual({ unitId: 'u1', limit: 100 })
})

test('says what nobody was found by', () => {
  expect(nobodyFound('staff', { filter: '', only: null })).toBe(
    'No member of staff here has to be reached another way.',
  )
  expect(nobodyFound(null, { filter: "o'b", only: 'bouncing' })).toBe(
    "Nobody here matches “o'b” and has the reason “Bouncing”.",
  )
})

test('a note stands with its person at once, and the person stays where they are', async () => {
  const { list } = aList()
  await list.show()
  expect(await list.addNote(list.lines[1]!, 'Rang')).toBeNull()
  expect(list.lines).toMatchObject([
    { id: 'a', notes: [] },
    { id: 'b', notes: [note] },
  ])
})

test('a note that did not arrive says so and changes nothing', async () => {
  const { desktop, list } = aList()
  await list.show()
  desktop.answer('addContactNote', () => offline)
  expect(await list.addNote(list.lines[0]!, 'Rang')).toMatchObject({ code: 'offline' })
  expect(list.lines[0]!.notes).toEqual([])
})

test('for paper everybody is fetched; half a list is not printed', async () => {
  const { desktop, list } = aList()
  await list.show()
  expect(await list.loadAll()).toBe(true)
  expect(list.lines.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  await list.show()
  desktop.answer('listUnreachable', () => offline)
  expect(await list.loadAll()).toBe(false)
})
