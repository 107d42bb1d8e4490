import { fail, redirect } from '@sveltejs/kit'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { safeReturnPath } from '#lib/session/paths.ts'
import type { Actions, PageServerLoad } from './$types'

/** Between signing in and the messages, for whoever has no address that is confirmed. */
export const load: PageServerLoad = async (event) => {
  const { email, emailState } = await orErrorPage(event, event.locals.api.showAccount())
  const query = event.url.searchParams
  const returnTo = safeReturnPath(query.get('return'))
  if (emailState === 'verified' || emailState === 'bouncing') redirect(303, returnTo)
  return { email, returnTo, sent: query.has('sent') }
}

export const actions: Actions = {
  default: async (event) => {
    const { searchParams } = event.url
    try {
      await event.locals.api.verifyOwnEmail()
    } catch (caught) {
      const { status, message } = refused(event, caught)
      return fail(status, { message })
    }
    const query = new URLSearchParams({ return: safeReturnPath(searchParams.get('return')), sent: '' })
    redirect(303, `/confirm-email?${query}`)
  },
}
