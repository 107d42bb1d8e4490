import { fail, redirect } from '@sveltejs/kit'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const who = typed(await request.formData(), 'who')
    try {
      await locals.api.askForSignInHelp({ who })
    } catch (caught) {
      const { status, message, fields } = formProblem(caught)
      return fail(status, { who, message, fields })
    }
    // The same page for everybody: it says nothing of who was asked for.
    redirect(303, '/forgotten/sent')
  },
}
