// @vitest-environment jsdom
import { render, screen, within } from '@testing-library/svelte'
import type { Entry, Message, Notice } from 'server/contract'
import { expect, test } from 'vitest'
import EntryList from './EntryList.svelte'

const now = new Date('2025-11-05T12:00:00Z')

function aMessage(changes: Partial<Message> = {}): Message {
  const seq = changes.seq ?? 1
  return {
    type: 'message',
    id: `00000000-0000-4000-8000-00000000000${seq}`,
    seq,
    author: { id: '1', name: 'Susan Turner', roleTitle: 'Dietitian', kind: 'staff' },
    mine: false,
    text: 'Hello',
    sentAt: '2025-11-05T09:03:00.000Z',
    ...changes,
  }
}

const aNotice: Notice = {
  type: 'notice',
  notEmailed: null,
  id: '00000000-0000-4000-8000-000000000009',
  text: 'Niamh O’Donnell (Social worker) was added by Susan Turner (Dietitian).',
  at: '2025-11-05T09:05:00.000Z',
  afterSeq: 1,
}

const show = (entries: Entry[], unreadAfter?: number) => render(EntryList, { entries, now, unreadAfter })

test('a message shows its author with the role title, its time and its text', () => {
  show([aMessage()])
  const message = screen.getByRole('article')
  expect(message.textContent).toContain('Susan Turner (Dietitian)')
  expect(message.querySelector('time')?.getAttribute('datetime')).toBe('2025-11-05T09:03:00.000Z')
  within(message).getByText('Today 09:03')
  within(message).getByText('Hello')
})

test('own messages are labelled as such', () => {
  show([aMessage({ mine: true, author: { id: '2', name: 'Lionel Campbell', roleTitle: null, kind: 'patient' } })])
  screen.getByText('You')
})

test('markup is text, line breaks stay, addresses are links that give nothing away', () => {
  const text = '<script>alert(1)</script>\n<b>bold</b> & https://www.nhs.uk/a?b=1&c=2'
  const { container } = show([aMessage({ text })])
  const body = container.querySelector('.text')
  expect(body?.textContent).toBe(text)
  expect(container.querySelector('script, b')).toBeNull()
  const link = screen.getByRole('link', { name: 'https://www.nhs.uk/a?b=1&c=2' })
  expect(link.getAttribute('href')).toBe('https://www.nhs.uk/a?b=1&c=2')
  expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow')
})

test('notices stand between the messages', () => {
  show([aMessage(), aNotice, aMessage({ seq: 2, text: 'Welcome' })])
  const entries = within(screen.getByRole('list')).getAllByRole('listitem')
  expect(entries.map((entry) => entry.textContent.includes('was added by'))).toEqual([false, true, false])
  expect(entries[2]?.id).toBe('latest')
})

test('a line marks where the unread messages of others begin', () => {
  show([aMessage(), aMessage({ seq: 2, mine: true }), aMessage({ seq: 3, text: 'News' })], 1)
  const marked = screen.getByText('New').closest('li')
  expect(marked?.textContent).toContain('News')
})

test('without something unread there is no such line', () => {
  show([aMessage(), aMessage({ seq: 2, mine: true })], 1)
  expect(screen.queryByText('New')).toBeNull()
})
