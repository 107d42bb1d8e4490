import { fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { number, state, code } = await orErrorPage(event, event.locals.api.showTexts())
  // There is nothing to type in.
  if (number === null || (state === 'proved' && code !== 'sent')) redirect(303, '/account/texts')
  return { number, code }
}

export const actions: Actions = {
  prove: async (event) => {
    const code = typed(await event.request.formData(), 'code')
    try {
      await event.locals.api.proveTextNumber({ code })
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { code, message, fields })
    }
    redirect(303, '/account?done=texts')
  },
  again: async (event) => {
    try {
      const { number } = await event.locals.api.showTexts()
      await event.locals.api.askForTextCode({ number: number ?? '' })
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { code: '', message, fields })
    }
    redirect(303, '/account/texts/code')
  },
}
