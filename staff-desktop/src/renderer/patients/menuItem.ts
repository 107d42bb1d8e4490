import type { Component } from 'svelte'

export interface MenuItem {
  label: string
  icon: Component<{ size: number; 'aria-hidden': 'true' }>
  /** Why it cannot be done now; null: it can. */
  reason: string | null
  run: () => void
}
