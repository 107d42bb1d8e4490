import type { RequestEvent } from '@sveltejs/kit'

/** Signs this browser in with the session that has just begun. Whoever was signed in on it before is not any more. */
export async function keepSession(
  { locals, cookies }: Pick<RequestEvent, 'locals' | 'cookies'>,
  token: string,
): Promise<void> {
  const { api, door } = locals
  if (cookies.get(door.cookieName)) await api.signOut().catch(() => undefined)
  cookies.set(door.cookieName, token, { path: '/', httpOnly: true, secure: door.secure, sameSite: 'lax' })
}
