import { fail, redirect } from '@sveltejs/kit'
import { typed } from '#lib/api/typed.server.ts'
import { isoOf, typedDate } from '#lib/links/typedDate.server.ts'
import { forgetLink, problemWithLink, showLink, tokenOf } from '#lib/links/openLink.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => showLink(event, 'choose_password')

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData()
    const born = form.has('day') ? typedDate(form) : undefined
    const choice = {
      token: tokenOf(event),
      password: typed(form, 'password'),
      dateOfBirth: born && isoOf(born),
      removePasskeys: typed(form, 'removePasskeys') !== '',
    }
    const chosen = await event.locals.api.choosePassword(choice).catch(problemWithLink)
    if ('status' in chosen) {
      const { status, message, fields } = chosen
      return fail(status, { message, fields, born, removePasskeys: choice.removePasskeys })
    }
    forgetLink(event)
    const passkeys = chosen.passkeys > 0 ? 'kept' : choice.removePasskeys ? 'removed' : 'none'
    // To an address of its own: coming back to it or loading it again does no harm.
    redirect(303, `/choose-password/done?${new URLSearchParams({ door: chosen.door, passkeys })}`)
  },
}
