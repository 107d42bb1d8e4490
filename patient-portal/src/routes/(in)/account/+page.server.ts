import { fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { api } = event.locals
  const asked = Promise.all([api.showAccount(), api.listPasskeys(), api.showTexts()])
  const [account, { passkeys }, texts] = await orErrorPage(event, asked)
  return { account, passkeys: passkeys.length, texts, done: event.url.searchParams.get('done') }
}

export const actions: Actions = {
  verify: async (event) => {
    let done: string
    try {
      done = (await event.locals.api.verifyOwnEmail()).lately ? 'sentLately' : 'sent'
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { message, fields })
    }
    redirect(303, `/account?done=${done}`)
  },
}
