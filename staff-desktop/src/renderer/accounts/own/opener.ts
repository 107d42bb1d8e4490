import { tick } from 'svelte'

/** After a form has opened the keyboard goes into it, where typing replaces what is held; after it has closed back to what opened it. */
export async function focusInside(section: HTMLElement | undefined): Promise<void> {
  await tick()
  const place = section?.querySelector<HTMLElement>('form input, [data-opener]')
  place?.focus()
  if (place instanceof HTMLInputElement) place.select()
}
