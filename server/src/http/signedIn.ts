import type { Context } from 'koa'
import { Problem } from '../errors.ts'

/** The session cookie's name. The `__Host-` prefix makes browsers insist on https, path `/` and no other host. */
export function cookieName(publicUrl: URL): string {
  return publicUrl.protocol === 'https:' ? '__Host-session' : 'session'
}

/**
 * The session token of a request: the desktop's from the Authorization header, the portal's from its cookie. A cookie
 * travels by itself, so what changes something must prove that our own page sent it.
 */
export function tokenOf(ctx: Context, publicUrl: URL): string | undefined {
  const bearer = /^Bearer ([\w-]{20,200})$/.exec(ctx.get('authorization'))?.[1]
  if (bearer) return bearer
  const cookie = ctx.cookies.get(cookieName(publicUrl))
  if (cookie && ctx.method !== 'GET' && !isOwnOrigin(ctx)) throw new Problem('wrongOrigin')
  return cookie
}

/** The host was checked against the allow list before, so the page's origin is compared with it. */
function isOwnOrigin(ctx: Context): boolean {
  return ctx.get('origin') === `${ctx.protocol}://${ctx.host}`
}
