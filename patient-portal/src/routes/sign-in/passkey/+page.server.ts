import { fail, redirect } from '@sveltejs/kit'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import { fromBrowser } from '#lib/passkeys/fromBrowser.server.ts'
import { afterSigningIn } from '#lib/session/afterSigningIn.server.ts'
import { keepSession } from '#lib/session/keepSession.server.ts'
import { safeReturnPath } from '#lib/session/paths.ts'
import type { Actions, PageServerLoad } from './$types'

/** Somebody typed the address: it takes the button. */
export const load: PageServerLoad = () => redirect(303, '/sign-in')

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData()
    const { api, door } = event.locals
    let token: string
    try {
      ;({ token } = await api.signInWithPasskey({ answer: fromBrowser(typed(form, 'answer')) as never }))
      await keepSession(event, token)
    } catch (caught) {
      const { status, message } = formProblem(caught)
      return fail(status, { message })
    }
    redirect(303, await afterSigningIn(door, token, safeReturnPath(typed(form, 'return'))))
  },
}
