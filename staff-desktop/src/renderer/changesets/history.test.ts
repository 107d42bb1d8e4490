import { expect, test } from 'vitest'
import { aboutOne } from './history.svelte.ts'
import { aChangeset } from './samples.ts'

const about = { name: 'Susan Turner', kind: 'changed' as const, columns: ['email', 'roleTitle'] }

test('a change to one person says who it was, and what of theirs, in the order of the list', () => {
  expect(aboutOne(aChangeset({ changed: 1 }, { about }))).toBe('Susan Turner: role title, e-mail')
  expect(aboutOne(aChangeset({ new: 1 }, { about: { ...about, kind: 'new' } }))).toBe('Susan Turner: added')
  expect(aboutOne(aChangeset({ closed: 1 }, { about: { ...about, kind: 'closed' } }))).toBe('Susan Turner: closed')
})

test('a change to several people names none of them', () => {
  expect(aboutOne(aChangeset({ changed: 2 }))).toBeUndefined()
})
