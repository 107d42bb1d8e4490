import { tick } from 'svelte'
import { giveFocusBack } from '../page/keyboardHome.ts'

/**
 * When the line that the keyboard is in goes away (closed, or reached now), the keyboard goes on in the line that comes
 * next, or, when that was the last, home. Lines say by `data-line` whose they are.
 */
export function focusGoesOn<Line extends { id: string }>(lines: () => readonly Line[], goTo: (index: number) => void) {
  let before: readonly Line[] = []
  let inLine: string | undefined

  $effect.pre(() => {
    lines()
    inLine = document.activeElement?.closest<HTMLElement>('[data-line]')?.dataset.line
  })
  $effect(() => {
    const now = lines()
    const index = before.findIndex(({ id }) => id === inLine)
    before = now
    if (index < 0 || now.some(({ id }) => id === inLine)) return
    void tick().then(() => (now.length > 0 ? goTo(Math.min(index, now.length - 1)) : giveFocusBack()))
  })
}
