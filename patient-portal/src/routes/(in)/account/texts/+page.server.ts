import { error, fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import { words } from '#lib/words.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const texts = await orErrorPage(event, event.locals.api.showTexts())
  if (!texts.offered) error(404, words.errors.notFoundHelp)
  return { texts }
}

export const actions: Actions = {
  ask: async (event) => {
    const number = typed(await event.request.formData(), 'number')
    try {
      await event.locals.api.askForTextCode({ number })
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { number, message, fields })
    }
    redirect(303, '/account/texts/code')
  },
  stop: async (event) => {
    try {
      await event.locals.api.stopTexts()
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { number: undefined, message, fields })
    }
    redirect(303, '/account?done=textsStopped')
  },
}
