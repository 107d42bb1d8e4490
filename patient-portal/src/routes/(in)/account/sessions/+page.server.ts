import { fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { api } = event.locals
  const [{ sessions }, { passkeys }] = await orErrorPage(event, Promise.all([api.listSessions(), api.listPasskeys()]))
  const ended = event.url.searchParams.get('ended')
  return {
    sessions,
    passkeys: passkeys.length,
    ended: ended && /^\d{1,4}$/.test(ended) ? Number(ended) : null,
    now: new Date(),
  }
}

export const actions: Actions = {
  default: async (event) => {
    let count: number
    try {
      count = (await event.locals.api.endOtherSessions()).ended
    } catch (caught) {
      const { status, message, fields } = refused(event, caught)
      return fail(status, { message, fields })
    }
    redirect(303, `/account/sessions?ended=${count}`)
  },
}
