/** Where the keyboard goes on when the place that it was in is gone: never nowhere. Panes say with this that they are one. */
export const keyboardHome = { 'data-keyboard-home': '' }

/** Back to where the keyboard was, or home. What took the focus in the meantime keeps it. */
export function giveFocusBack(to?: Element | null): void {
  const homes = document.querySelectorAll<HTMLElement>('[data-keyboard-home]')
  for (const place of [to, ...homes]) {
    if (document.activeElement && document.activeElement !== document.body) return
    if (place instanceof HTMLElement && place !== document.body) place.focus()
  }
}
