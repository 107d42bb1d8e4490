import { fail, redirect } from '@sveltejs/kit'
import { typed } from '#lib/api/typed.server.ts'
import { openLink, problemWithLink } from '#lib/links/openLink.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => openLink(event, 'verify_email')

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const form = await request.formData()
    try {
      await locals.api.verifyEmail({ token: typed(form, 'token') })
    } catch (caught) {
      const { status, message } = problemWithLink(caught)
      return fail(status, { message })
    }
    // To an address of its own, without the link in it: coming back to it or loading it again does no harm.
    redirect(303, `/verify-email/done?${new URLSearchParams({ door: typed(form, 'door') })}`)
  },
}
