import { error, type RequestEvent } from '@sveltejs/kit'
import type { Passkey } from 'server/contract'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { words } from '#lib/words.ts'

/** For loads: the passkey that the address is about, one of their own, or the page that says that it is not there. */
export async function findPasskey(event: Pick<RequestEvent, 'url' | 'locals'>, id: string): Promise<Passkey> {
  const { passkeys } = await orErrorPage(event, event.locals.api.listPasskeys())
  return passkeys.find((passkey) => passkey.id === id) ?? error(404, words.errors.notFoundHelp)
}
