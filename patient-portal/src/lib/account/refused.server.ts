import { redirect, type RequestEvent } from '@sveltejs/kit'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { signInUrl } from '#lib/session/paths.ts'

/** For actions: what to show beside the form. Whoever was signed out meanwhile signs in and comes back to it. */
export function refused({ url }: Pick<RequestEvent, 'url'>, caught: unknown) {
  const problem = formProblem(caught)
  if (problem.code === 'signedOut') redirect(303, signInUrl(url.pathname))
  return problem
}
