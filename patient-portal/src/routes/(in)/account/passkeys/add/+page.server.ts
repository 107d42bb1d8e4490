import { fail } from '@sveltejs/kit'
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
    const currentPassword = typed(await event.request.formData(), 'currentPassword')
    try {
      return { asked: await event.locals.api.beginPasskey({ currentPassword }) }
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { message, fields })
    }
  },
}
