/** The stand-in's `session`: in memory only; what its handlers say is asked for each request of the page. */
type Handler = (request: Request) => Promise<Response> | Response
type Check = (page: null, permission: string, origin: string, details: object) => boolean
type BeforeRequest = (details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void

export class Session {
  handler: Handler | undefined
  check: Check | undefined
  beforeRequest: BeforeRequest | undefined
  refusesPermissionRequests = false
  fetch = globalThis.fetch

  protocol = {
    handle: (scheme: string, handler: Handler) => {
      if (scheme !== 'app') throw new Error(`${scheme}:// was not registered`)
      this.handler = handler
    },
  }
  webRequest = { onBeforeRequest: (listener: BeforeRequest) => void (this.beforeRequest = listener) }

  setPermissionRequestHandler = () => void (this.refusesPermissionRequests = true)
  setPermissionCheckHandler = (check: Check) => void (this.check = check)
  setDevicePermissionHandler = () => {}
  setDisplayMediaRequestHandler = () => {}
  setSpellCheckerLanguages = () => {}
  on = (event: string) => {
    if (event !== 'will-download') throw new Error(`The stand-in never sends ${event}`)
  }

  /** Null: cancelled. */
  async answer({ url, method }: { url: string; method: string }) {
    const cancel = await new Promise<boolean>((resolve) =>
      this.beforeRequest ? this.beforeRequest({ url }, (answer) => resolve(answer.cancel)) : resolve(false),
    )
    if (cancel) return null
    const response = url.startsWith('app:')
      ? await this.handler!(new Request(url, { method }))
      : new Response('This is outside the app.')
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    }
  }
}

const sessions = new Map<string, Session>()

export function inMemorySession(name: string): Session {
  if (name.startsWith('persist:')) throw new Error('A session on the disk is not allowed')
  const session = sessions.get(name) ?? new Session()
  sessions.set(name, session)
  return session
}
