import { fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { number, state, code, proving } = await orErrorPage(event, event.locals.api.showTexts())
  const to = proving ?? number
  // There is nothing to type in.
  if (to === null || (state === 'proved' && proving === null)) redirect(303, '/account/texts')
  return { number: to, code, goesOnTo: state === 'proved' && to !== number ? number : null }
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
      const { number, proving } = await event.locals.api.showTexts()
      await event.locals.api.askForTextCode({ number: proving ?? number ?? '' })
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { code: '', message, fields })
    }
    redirect(303, '/account/texts/code')
  },
}
