import type { SubmitFunction } from '$app/forms'
import { inPlace } from './inPlace.ts'

/** For a form beside something that is being written: without an answer the page stays as it is. */
export const stayWhenLost: SubmitFunction =
  () =>
  async ({ result, update }) => {
    const lost = result.type === 'error' && result.status === undefined
    if (!lost) await update(inPlace)
  }
