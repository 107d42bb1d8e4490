import { fail, redirect } from '@sveltejs/kit'
import type { EmailWish } from 'server/contract'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { api } = event.locals
  const [{ emailWish }, texts] = await orErrorPage(event, Promise.all([api.showAccount(), api.showTexts()]))
  return { emailWish, getsTexts: texts.state === 'proved' }
}

export const actions: Actions = {
  default: async (event) => {
    const emailWish = typed(await event.request.formData(), 'emailWish') as EmailWish
    try {
      await event.locals.api.chooseEmailWish({ emailWish })
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { message, fields })
    }
    redirect(303, '/account?done=emails')
  },
}
