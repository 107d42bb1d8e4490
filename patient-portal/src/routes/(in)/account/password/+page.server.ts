import { fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { username } = await orErrorPage(event, event.locals.api.showAccount())
  return { username }
}

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData()
    const change = { currentPassword: typed(form, 'currentPassword'), password: typed(form, 'password') }
    try {
      await event.locals.api.changePassword(change)
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { message, fields })
    }
    redirect(303, '/account?done=password')
  },
}
