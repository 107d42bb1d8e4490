import { fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { telephone } = await orErrorPage(event, event.locals.api.showAccount())
  return { held: telephone }
}

export const actions: Actions = {
  default: async (event) => {
    const telephone = typed(await event.request.formData(), 'telephone')
    try {
      await event.locals.api.changeTelephone({ telephone })
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { telephone, message, fields })
    }
    redirect(303, `/account?done=${telephone.trim() ? 'telephone' : 'telephoneRemoved'}`)
  },
}
