import { redirect, type RequestEvent } from '@sveltejs/kit'
import { signInUrl } from '#lib/session/paths.ts'
import type { Kept } from './Draft.svelte.ts'

/** A message that arrives after its session ended becomes a draft, and its writer is asked to sign in again. */
export async function keepAndSignIn(
  { locals }: Pick<RequestEvent, 'locals'>,
  draftId: string,
  kept: Kept,
  returnTo: string,
): Promise<never> {
  const saved = await keep(locals, draftId, kept)
  // "What you were writing is kept" is only said when it is true; who was signed out by somebody is not told that.
  const says = saved || !endedByTime(locals.ended)
  redirect(303, signInUrl(returnTo, says ? 'ended' : undefined))
}

const endedByTime = (ended: App.Locals['ended']) => ended === 'idle' || ended === 'tooLong'

/** What was refused is a draft at once: it is there again even for somebody who leaves the page that says why. */
export async function keepRefused(
  { locals }: Pick<RequestEvent, 'locals'>,
  draftId: string,
  kept: Kept,
): Promise<void> {
  await keep(locals, draftId, kept)
}

const keep = (locals: App.Locals, draftId: string, kept: Kept): Promise<boolean> =>
  locals.api.saveDraft({ draftId, ...kept }).then(
    () => true,
    () => false,
  )
