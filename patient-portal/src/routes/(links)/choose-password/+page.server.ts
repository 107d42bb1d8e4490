import { fail, redirect } from '@sveltejs/kit'
import { typed } from '#lib/api/typed.server.ts'
import { isoOf, typedDate } from '#lib/links/typedDate.server.ts'
import { openLink, problemWithLink } from '#lib/links/openLink.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => openLink(event, 'choose_password')

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const form = await request.formData()
    const born = form.has('day') ? typedDate(form) : undefined
    const choice = {
      token: typed(form, 'token'),
      password: typed(form, 'password'),
      dateOfBirth: born && isoOf(born),
      removePasskeys: typed(form, 'removePasskeys') !== '',
    }
    const chosen = await locals.api.choosePassword(choice).catch(problemWithLink)
    if ('status' in chosen) {
      const { status, message, fields } = chosen
      return fail(status, { message, fields, born, removePasskeys: choice.removePasskeys })
    }
    // To an address of its own, without the link in it: coming back to it or loading it again does no harm.
    redirect(303, `/choose-password/done?${new URLSearchParams({ door: chosen.door })}`)
  },
}
