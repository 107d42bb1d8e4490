import { tick } from 'svelte'

/** After a form has opened the keyboard goes into it, after it has closed back to what opened it. */
export async function focusInside(section: HTMLElement | undefined): Promise<void> {
  await tick()
  section?.querySelector<HTMLElement>('form input, [data-opener]')?.focus()
}
