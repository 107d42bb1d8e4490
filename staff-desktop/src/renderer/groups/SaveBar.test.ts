import { fireEvent, render, screen } from '@testing-library/svelte'
import { expect, test, vi } from 'vitest'
import SaveBar from './SaveBar.svelte'

test('the button that discards is gone afterwards, so the keyboard goes on at the one that saves', async () => {
  const form = { errors: {}, changed: true, changedNames: ['telephone'], discard: vi.fn() }
  const page = { meanwhile: null, saveProblem: null, saving: false }
  render(SaveBar, { desk: { toasts: { show: vi.fn() } }, page, form } as never)
  const discard = screen.getByRole('button', { name: 'Discard' })
  discard.focus()
  await fireEvent.click(discard)
  expect(form.discard).toHaveBeenCalledOnce()
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Save' })))
})
