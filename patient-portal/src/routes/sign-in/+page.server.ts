import { fail, redirect } from '@sveltejs/kit'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import { afterSigningIn } from '#lib/session/afterSigningIn.server.ts'
import { keepSession } from '#lib/session/keepSession.server.ts'
import { safeReturnPath } from '#lib/session/paths.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const returnTo = safeReturnPath(url.searchParams.get('return'))
  if (locals.me) redirect(303, returnTo)
  // Signing in must work whatever becomes of the news.
  const { news } = await locals.api.listPublicNews({ limit: 3 }).catch(() => ({ news: [] }))
  const because = url.searchParams.get('because')
  return { returnTo, because: because === 'ended' ? locals.ended : because, news }
}

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData()
    const username = typed(form, 'username')
    const password = typed(form, 'password')
    const { api, door } = event.locals
    let token: string
    try {
      ;({ token } = await api.signIn({ username, password, door: 'portal' }))
      await keepSession(event, token)
    } catch (caught) {
      const { status, message, fields } = formProblem(caught)
      return fail(status, { username, message, fields })
    }
    redirect(303, await afterSigningIn(door, token, safeReturnPath(typed(form, 'return'))))
  },
}
