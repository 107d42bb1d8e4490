import { fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import { findPasskey } from '#lib/passkeys/findPasskey.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({ passkey: await findPasskey(event, event.params.id) })

export const actions: Actions = {
  default: async (event) => {
    const name = typed(await event.request.formData(), 'name')
    try {
      await event.locals.api.renamePasskey({ passkeyId: event.params.id, name })
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { name, message, fields })
    }
    redirect(303, '/account/passkeys?done=renamed')
  },
}
