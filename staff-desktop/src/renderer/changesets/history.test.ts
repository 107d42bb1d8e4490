import { expect, test, vi } from 'vitest'
import { done, fakeDesktop } from '../fakeDesktop.ts'
import { History } from './history.svelte.ts'
import { aChangeset, aPage, aRow } from './samples.ts'

test('a change to one person says who it was, and what of theirs', async () => {
  const one = aChangeset({ changed: 1 }, { id: 'one' })
  const cells = ['email', 'roleTitle'].map((column) => ({ column, from: '', to: 'x', now: null }))
  const desktop = fakeDesktop({
    listChangesets: () => done({ changesets: [one, aChangeset({ changed: 2 }, { id: 'two' })], next: null }),
    showChangeset: () => done(aPage(one, [aRow(1, 'changed', { name: 'Susan Turner', cells })])),
  })
  const history = new History(desktop, 'unit')
  await history.fetch()
  await vi.waitFor(() => expect([...history.about]).toEqual([['one', 'Susan Turner: role title, e-mail']]))
  expect(desktop.asked.filter(({ name }) => name === 'showChangeset')).toHaveLength(1)
})
