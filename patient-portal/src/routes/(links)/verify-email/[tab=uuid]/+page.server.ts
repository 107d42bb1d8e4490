import { fail, redirect } from '@sveltejs/kit'
import { typed } from '#lib/api/typed.server.ts'
import { forgetLink, problemWithLink, showLink, tokenOf } from '#lib/links/openLink.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => showLink(event, 'verify_email')

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData()
    try {
      await event.locals.api.verifyEmail({ token: tokenOf(event) })
    } catch (caught) {
      const { status, message } = problemWithLink(caught)
      return fail(status, { message })
    }
    forgetLink(event)
    // To an address of its own: coming back to it or loading it again does no harm.
    redirect(303, `/verify-email/done?${new URLSearchParams({ door: typed(form, 'door') })}`)
  },
}
