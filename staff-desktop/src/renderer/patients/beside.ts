const gap = 4
const margin = 8

/** Puts a menu below its button, with its right edge under the button's; above it where there is no room below. */
export function beside(button: HTMLElement, menu: HTMLElement): void {
  const at = button.getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const below = at.bottom + gap
  const top = below + height + margin <= window.innerHeight ? below : at.top - gap - height
  menu.style.top = `${Math.max(margin, Math.min(top, window.innerHeight - height - margin))}px`
  menu.style.left = `${Math.max(margin, Math.min(at.right - width, window.innerWidth - width - margin))}px`
}
