import { fail, redirect } from '@sveltejs/kit'
import { mostPasskeys } from 'server/contract'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { api } = event.locals
  const [{ username }, { passkeys }] = await orErrorPage(event, Promise.all([api.showAccount(), api.listPasskeys()]))
  // There it says why not.
  if (passkeys.length >= mostPasskeys) redirect(303, '/account/passkeys')
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
