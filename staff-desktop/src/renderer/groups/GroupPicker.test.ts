import { fireEvent, render, screen, within } from '@testing-library/svelte'
import type { Group } from 'server/contract'
import { beforeAll, expect, test, vi } from 'vitest'
import GroupPicker from './GroupPicker.svelte'

const contact = {
  telephone: null,
  outOfHoursTelephone: null,
  openingHours: [],
  closedDays: [],
  knownUntil: null,
  answerTime: null,
}
const group = (id: string, section: Group['section'], name = id): Group => ({
  id,
  name,
  kind: 'unit',
  section,
  contact,
})
const few = [group('Mine', 'mine'), group('Support', 'central_support'), group('Next', 'specialty')]
const many = [
  ...few,
  ...Array.from({ length: 9 }, (_, n) => group(`Unit ${n}`, 'other_units')),
  group('Ómagh', 'other_units'),
]

// jsdom scrolls nothing.
beforeAll(() => void (Element.prototype.scrollIntoView = () => undefined))

test('a few groups: one list, in sections in their order', () => {
  const { container } = render(GroupPicker, { groups: few, groupId: 'Mine', onchoose: vi.fn() })
  expect([...container.querySelectorAll('optgroup')].map(({ label }) => label)).toEqual([
    'My groups',
    'Central Support',
    'Other units of my specialty',
  ])
})

test('many groups: a filter, under the same headings, by keyboard', async () => {
  const onchoose = vi.fn()
  render(GroupPicker, { groups: many, groupId: 'Mine', onchoose })
  const box = screen.getByRole<HTMLInputElement>('combobox', { name: 'Group' })
  expect(box.value).toBe('Mine')
  await fireEvent.click(box)
  expect(screen.getAllByRole('group').map((each) => each.querySelector('.heading')?.textContent)).toEqual([
    'My groups',
    'Central Support',
    'Other units of my specialty',
    'Other units',
  ])
  await fireEvent.input(box, { target: { value: 'omagh' } })
  expect(within(screen.getByRole('listbox')).getAllByRole('option')).toHaveLength(1)
  await fireEvent.keyDown(box, { key: 'Enter' })
  expect(onchoose).toHaveBeenCalledWith('Ómagh')

  await fireEvent.click(box)
  await fireEvent.input(box, { target: { value: 'nowhere' } })
  expect(screen.getByText('No group has this in its name.')).toBeTruthy()
  await fireEvent.keyDown(box, { key: 'Escape' })
  expect(screen.queryAllByRole('option')).toEqual([])
})
