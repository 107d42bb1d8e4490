import { fireEvent, render, screen } from '@testing-library/svelte'
import type { Reach, UnreachableReason } from 'server/contract'
import { expect, test, vi } from 'vitest'
import ReachCallout from './ReachCallout.svelte'
import { isNotTold, reachInWords } from './reachWords.ts'

const reach = (unreachable: UnreachableReason | null, changes: Partial<Reach> = {}): Reach => ({
  ...{ unreachable, texts: false, telephone: null, unitId: null },
  ...changes,
})

test.each([
  [reach('none'), true, 'We have no e-mail address for Duncan Boyle. They see your message only when they sign in.'],
  [reach('bouncing'), true, 'E-mails to Duncan Boyle come back. They see your message only when they sign in.'],
  [reach('unwanted'), true, 'Duncan Boyle asked for no e-mails. They see your message only when they sign in.'],
  [
    reach('unwanted', { texts: true }),
    true,
    'Duncan Boyle asked for no e-mails. A text message tells them that a message waits.',
  ],
  [
    reach('unverified'),
    false,
    'Nobody has verified the e-mail address of Duncan Boyle yet: we use it, and do not know whether e-mails arrive.',
  ],
  [reach(null), false, null],
] as const)('%o', (of, notTold, words) => {
  expect(isNotTold(of)).toBe(notTold)
  expect(reachInWords('Duncan Boyle', of)).toBe(words)
})

test('the number to ring, and the way to the list for who looks after the unit', async () => {
  const onlook = vi.fn()
  const duncan = {
    id: 'p1',
    name: 'Duncan Boyle',
    reach: reach('bouncing', { telephone: '0131 496 0120', unitId: 'u1' }),
  }
  const isla = { id: 'p2', name: 'Isla McKenzie', reach: reach('none') }
  const { container } = render(ReachCallout, { people: [duncan, isla], onlook })
  expect(container.querySelector('p')!.textContent.replaceAll(/\s+/g, ' ').trim()).toBe(
    'E-mails to Duncan Boyle come back. They see your message only when they sign in: telephone 0131 496 0120. People we cannot reach: Duncan Boyle',
  )
  const ways = screen.getAllByRole('button')
  expect(ways).toHaveLength(1)
  await fireEvent.click(ways[0]!)
  expect(onlook).toHaveBeenCalledWith('u1', 'Duncan Boyle')
})

test('nothing is said when an e-mail tells everybody', () => {
  const { container } = render(ReachCallout, { people: [] })
  expect(container.textContent).toBe('')
})
