import { createClient, type PortalDoor } from 'server/client'

/** To the page that was asked for; whoever has no address that is confirmed is asked for it first, once per session. */
export async function afterSigningIn(door: PortalDoor, token: string, returnTo: string): Promise<string> {
  const api = createClient(door.transport({ token, background: true }))
  const state = await api.showAccount().then(
    ({ emailState }) => emailState,
    // Whatever is the matter, it must not keep anybody from their messages.
    () => undefined,
  )
  const asks = state === 'none' || state === 'unverified'
  return asks ? `/confirm-email?${new URLSearchParams({ return: returnTo })}` : returnTo
}
