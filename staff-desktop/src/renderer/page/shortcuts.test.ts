import { expect, test } from 'vitest'
import { Keyboard, shortcuts } from './shortcuts.ts'

function press(
  keyboard: Keyboard,
  key: string,
  { on = 'div', at = 0, ...more }: { on?: string; at?: number } & KeyboardEventInit = {},
) {
  const event = new KeyboardEvent('keydown', { key, ...more })
  Object.defineProperties(event, { target: { value: document.createElement(on) }, timeStamp: { value: at } })
  return keyboard.press(event)
}

test.each(shortcuts)('$keys does: $words', ({ keys, does }) => {
  const keyboard = new Keyboard()
  expect(keys.map((key) => press(keyboard, key)).at(-1)).toBe(does)
})

test.each(['input', 'textarea', 'select'])('nothing happens while somebody types in %s', (on) => {
  const keyboard = new Keyboard()
  for (const { keys } of shortcuts) for (const key of keys) expect(press(keyboard, key, { on })).toBeNull()
})

test('Enter on a button or link is theirs', () => {
  expect(press(new Keyboard(), 'Enter', { on: 'button' })).toBeNull()
  expect(press(new Keyboard(), 'Enter')).toBe('open')
})

test('keys with Ctrl, Alt or the command key are not ours', () => {
  for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) {
    expect(press(new Keyboard(), 'r', more)).toBeNull()
  }
})

test('a pair of keys must come in time, and nothing in between', () => {
  const keyboard = new Keyboard()
  expect(press(keyboard, 'g', { at: 0 })).toBeNull()
  expect(press(keyboard, 'u', { at: 5000 })).toBe('list')
  expect(press(keyboard, 'g', { at: 6000 })).toBeNull()
  expect(press(keyboard, 'x', { at: 6100 })).toBeNull()
  expect(press(keyboard, 'i', { at: 6200 })).toBeNull()
})

test('no two shortcuts have the same keys', () => {
  expect(new Set(shortcuts.map(({ keys }) => keys.join(' '))).size).toBe(shortcuts.length)
})
