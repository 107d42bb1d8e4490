import { fail, redirect } from '@sveltejs/kit'
import { mostPasskeys } from 'server/contract'
import { refused } from '#lib/account/refused.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import { deviceName } from '#lib/passkeys/deviceName.server.ts'
import { fromBrowser } from '#lib/passkeys/fromBrowser.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { passkeys } = await orErrorPage(event, event.locals.api.listPasskeys())
  return { passkeys, canAdd: passkeys.length < mostPasskeys, done: event.url.searchParams.get('done'), now: new Date() }
}

export const actions: Actions = {
  /** What the device has made, from the page on which one is added. */
  default: async (event) => {
    const made = fromBrowser(typed(await event.request.formData(), 'made'))
    const isElsewhere =
      (made as { authenticatorAttachment?: string } | undefined)?.authenticatorAttachment === 'cross-platform'
    const name = deviceName(event.request.headers.get('user-agent'), isElsewhere)
    try {
      await event.locals.api.addPasskey({ name, made: made as never })
    } catch (caught) {
      const { status, message } = refused(event, caught)
      return fail(status, { message })
    }
    redirect(303, '/account/passkeys?done=added')
  },
}
