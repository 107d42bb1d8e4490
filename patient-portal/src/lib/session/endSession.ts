import { saveDrafts } from '#lib/compose/Draft.svelte.ts'
import { signInUrl } from './paths.ts'

let leaving = false

/** Signing out on purpose: the live stream will hear of it before the page is gone, and that is no news. */
export function leave(): void {
  leaving = true
}

/** What was done on purpose is over. */
export function stay(): void {
  leaving = false
}

/** The session is over: keep what is being written, then ask to sign in again and come back here. */
export async function endSession(): Promise<void> {
  if (leaving) return
  await saveDrafts()
  location.assign(signInUrl(location.pathname + location.search, 'ended'))
}
