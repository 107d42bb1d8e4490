/** The way to the sign-in page and back. */
import type { RequestEvent } from '@sveltejs/kit'

/** `ended`: not by themselves. Why, only whoever holds the cookie of that session is told. */
export type SignedOutBecause = 'ended' | 'signed-out'

/** To sign in and come back to the page that was asked for. */
export function signInPath({ url, locals }: Pick<RequestEvent, 'url' | 'locals'>, returnTo = pathOf(url)): string {
  const because: SignedOutBecause | undefined = locals.ended ? 'ended' : undefined
  return signInUrl(returnTo, because)
}

export function signInUrl(returnTo: string, because?: SignedOutBecause): string {
  const query = new URLSearchParams()
  if (returnTo !== '/') query.set('return', returnTo)
  if (because) query.set('because', because)
  return query.size > 0 ? `/sign-in?${query}` : '/sign-in'
}

/** Only a page of ours: anybody can write a link to `/sign-in?return=https://elsewhere.example`. */
export function safeReturnPath(wanted: string | null | undefined): string {
  const here = 'http://portal.invalid'
  if (!wanted?.startsWith('/') || wanted.includes('\\')) return '/'
  const url = URL.parse(wanted, here)
  if (url?.origin !== here || /^\/(sign-in|sign-out|api)(\/|$)/.test(url.pathname)) return '/'
  const path = pathOf(url)
  return path.startsWith('//') ? '/' : path
}

/** Without Kit's own `?/action` parameter, which is not an address of a page. */
function pathOf(url: URL): string {
  const query = new URLSearchParams([...url.searchParams].filter(([name]) => !name.startsWith('/')))
  return query.size > 0 ? `${url.pathname}?${query}` : url.pathname
}
