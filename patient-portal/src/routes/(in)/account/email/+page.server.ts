import { fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { email, emailState } = await orErrorPage(event, event.locals.api.showAccount())
  // An address that nobody has confirmed may be a stranger's.
  return { held: email, tellsOld: emailState === 'verified' }
}

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData()
    const email = typed(form, 'email')
    try {
      await event.locals.api.changeEmail({ email, currentPassword: typed(form, 'currentPassword') })
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { email, message, fields })
    }
    redirect(303, '/account?done=email')
  },
}
