import { error, redirect, type RequestEvent } from '@sveltejs/kit'
import { ApiProblem, NoAnswer } from 'server/client'
import { signInPath } from '#lib/session/paths.ts'
import { words } from '#lib/words.ts'

/** For loads: the API's answer, or the page that fits the problem: sign-in, not found, or a sentence and a way back. */
export async function orErrorPage<T>(event: Pick<RequestEvent, 'url' | 'locals'>, call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (problem) {
    if (problem instanceof NoAnswer) error(503, words.errors.unavailable)
    if (!(problem instanceof ApiProblem)) throw problem
    if (problem.code === 'signedOut') {
      event.locals.ended = problem.ended ?? 'unknown'
      redirect(303, signInPath(event))
    }
    error(problem.status, problem.message)
  }
}
