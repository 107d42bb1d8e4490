import { fireEvent, render, screen } from '@testing-library/svelte'
import Mail from '@lucide/svelte/icons/mail'
import { beforeAll, expect, test, vi } from 'vitest'
import SplitButton from './SplitButton.svelte'

// jsdom cannot show popovers, but hides them.
beforeAll(() => {
  HTMLElement.prototype.showPopover = function () {
    this.removeAttribute('popover')
  }
})

function aButton() {
  const onpress = vi.fn()
  const write = vi.fn()
  const reset = vi.fn()
  const close = vi.fn()
  render(SplitButton, {
    label: 'Edit',
    about: 'Isla McKenzie',
    onpress,
    items: [
      { label: 'Write to them', icon: Mail, reason: null, run: write },
      { label: 'Reset sign-in…', icon: Mail, reason: 'There is no e-mail address', run: reset },
      { label: 'Close…', icon: Mail, reason: null, run: close },
    ],
  })
  return { onpress, write, reset, close, arrow: screen.getByRole('button', { name: 'More for Isla McKenzie' }) }
}

const item = (name: RegExp) => screen.getByRole('menuitem', { name })
const key = (name: string) => fireEvent.keyDown(document.activeElement!, { key: name })

test('the button does the first thing, and opens nothing', async () => {
  const { onpress } = aButton()
  await fireEvent.click(screen.getByRole('button', { name: 'Edit Isla McKenzie' }))
  expect(onpress).toHaveBeenCalledOnce()
  expect(screen.queryByRole('menu')).toBeNull()
})

test('the arrow opens a menu that the keys move through, round and round', async () => {
  const { arrow } = aButton()
  expect(arrow.getAttribute('aria-expanded')).toBe('false')
  await fireEvent.click(arrow)
  expect(arrow.getAttribute('aria-expanded')).toBe('true')
  await vi.waitFor(() => expect(document.activeElement).toBe(item(/Write/)))
  await key('ArrowUp')
  expect(document.activeElement).toBe(item(/Close/))
  await key('ArrowDown')
  expect(document.activeElement).toBe(item(/Write/))
  await key('End')
  expect(document.activeElement).toBe(item(/Close/))
  await key('r')
  expect(document.activeElement).toBe(item(/Reset/))
})

test('Escape closes it, and the focus is back on the arrow', async () => {
  const { arrow } = aButton()
  arrow.focus()
  await fireEvent.keyDown(arrow, { key: 'ArrowDown' })
  await vi.waitFor(() => expect(document.activeElement).toBe(item(/Write/)))
  await key('Escape')
  expect(screen.queryByRole('menu')).toBeNull()
  expect(document.activeElement).toBe(arrow)
})

test('choosing closes it first, so that the focus can come back', async () => {
  const { arrow, write } = aButton()
  write.mockImplementation(() => expect(document.activeElement).toBe(arrow))
  await fireEvent.click(arrow)
  await fireEvent.click(item(/Write/))
  expect(write).toHaveBeenCalledOnce()
  expect(screen.queryByRole('menu')).toBeNull()
})

test('what cannot be done says why and does nothing', async () => {
  const { arrow, reset } = aButton()
  await fireEvent.click(arrow)
  const unavailable = item(/Reset/)
  expect(unavailable.getAttribute('aria-disabled')).toBe('true')
  expect(unavailable.textContent).toContain('There is no e-mail address')
  await fireEvent.click(unavailable)
  expect(reset).not.toHaveBeenCalled()
  expect(screen.getByRole('menu')).toBeTruthy()
})

test('a click elsewhere closes it', async () => {
  const { arrow } = aButton()
  await fireEvent.click(arrow)
  await fireEvent.pointerDown(document.body)
  expect(screen.queryByRole('menu')).toBeNull()
})
