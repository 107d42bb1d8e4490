import { saveOpenDrafts } from '#lib/compose/Draft.svelte.ts'
import { signInUrl } from './paths.ts'

/** The session is over: keep what is being written, then ask to sign in again and come back here. */
export async function endSession(): Promise<void> {
  await saveOpenDrafts()
  location.assign(signInUrl(location.pathname + location.search, 'inactive'))
}
