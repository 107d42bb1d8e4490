import { error, redirect, type RequestEvent } from '@sveltejs/kit'
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks'
import { ApiProblem, createClient } from 'server/client'
import { signInPath } from '#lib/session/paths.ts'
import { words } from '#lib/words.ts'

export const handle: Handle = async ({ event, resolve }) => {
  if (!event.platform) error(503, words.errors.unavailable)
  const door = event.platform.req.portalDoor
  const token = event.cookies.get(door.cookieName)
  event.locals.door = door
  event.locals.api = createClient(door.transport({ token, background: isBackground(event) }))
  event.locals.ended = undefined
  if (token) await recognise(event)

  // Only pages are guarded here. A form that arrives after the session ended must reach its action, which keeps the text.
  const isPage = event.request.method === 'GET'
  if (isPage && event.route.id?.startsWith('/(in)') && !event.locals.me) redirect(303, signInPath(event))

  const response = await resolve(event)
  // What was on the screen is not to be had by the back button after signing out.
  if (response.headers.get('content-type')?.startsWith('text/html')) response.headers.set('cache-control', 'no-store')
  return response
}

/** What the page fetches by itself after a live event must not keep a session alive that nobody is using. */
function isBackground(event: RequestEvent): boolean {
  return event.isDataRequest
}

async function recognise({ locals }: RequestEvent): Promise<void> {
  try {
    const { me, session } = await locals.api.whoAmI()
    locals.me = me
    locals.session = session
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.status !== 401) error(503, words.errors.unavailable)
    // The cookie stays until the next sign-in: a session that has just timed out may still keep a draft.
    locals.ended = problem.ended ?? 'unknown'
  }
}

export const handleError: HandleServerError = ({ kind, error: caught, event }) => {
  if (kind !== 'unknown') return
  // The route's pattern, not the address: no id and nothing that a person typed gets into a log.
  // eslint-disable-next-line no-console -- the door brings no logger; the server's process keeps what is printed
  console.error(`portal ${event.request.method} ${event.route.id ?? 'no route'}`, caught)
  return { message: words.errors.unexpected }
}
