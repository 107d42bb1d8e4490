import { fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { findPasskey } from '#lib/passkeys/findPasskey.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({ passkey: await findPasskey(event, event.params.id) })

export const actions: Actions = {
  default: async (event) => {
    try {
      await event.locals.api.removePasskey({ passkeyId: event.params.id })
    } catch (caught) {
      const problem = refused(event, caught)
      // Somebody has pressed twice, or in two windows: it is gone, as was wanted.
      if (problem.code !== 'notFound') return fail(problem.status, { message: problem.message, fields: problem.fields })
    }
    redirect(303, '/account/passkeys?done=removed')
  },
}
