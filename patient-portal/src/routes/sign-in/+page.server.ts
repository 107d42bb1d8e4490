import { fail, redirect } from '@sveltejs/kit'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import { afterSigningIn } from '#lib/session/afterSigningIn.server.ts'
import { safeReturnPath } from '#lib/session/paths.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const returnTo = safeReturnPath(url.searchParams.get('return'))
  if (locals.me) redirect(303, returnTo)
  // Signing in must work whatever becomes of the news.
  const { news } = await locals.api.listPublicNews({ limit: 3 }).catch(() => ({ news: [] }))
  return { returnTo, because: url.searchParams.get('because'), news }
}

export const actions: Actions = {
  default: async ({ request, locals, cookies }) => {
    const form = await request.formData()
    const username = typed(form, 'username')
    const password = typed(form, 'password')
    const { api, door } = locals
    let token: string
    try {
      ;({ token } = await api.signIn({ username, password, door: 'portal' }))
      // Whoever was signed in on this browser before is not any more.
      if (cookies.get(door.cookieName)) await api.signOut().catch(() => undefined)
      cookies.set(door.cookieName, token, { path: '/', httpOnly: true, secure: door.secure, sameSite: 'lax' })
    } catch (caught) {
      const { status, message, fields } = formProblem(caught)
      return fail(status, { username, message, fields })
    }
    redirect(303, await afterSigningIn(door, token, safeReturnPath(typed(form, 'return'))))
  },
}
