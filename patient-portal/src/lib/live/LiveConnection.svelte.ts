/**
 * Keeps the page up to date. The stream only says that something changed; what changed is fetched by Kit's own loads.
 * `offline` is the truth for the bar on the page: true from the moment the stream is lost until it says hello again.
 */
import type { LiveEvent } from 'server/contract'

interface Reactions {
  /** Something may be new: everywhere after a (re)connection, else in one conversation. */
  changed: (conversationId: string | undefined) => void
  signedOut: () => void
  /** The service can be reached again, or may be: what could not be kept is worth another try. */
  reachable: () => void
}

const streamPath = '/api/live'
const firstPause = 1_000
const longestPause = 30_000

export class LiveConnection {
  offline = $state(false)
  #stream: EventSource | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #pause = firstPause
  #missed = false
  readonly #reactions: Reactions

  constructor(reactions: Reactions) {
    this.#reactions = reactions
  }

  /** Returns what closes it. */
  open(): () => void {
    const again = () => {
      this.#reactions.reachable()
      this.#connect()
    }
    const lost = () => this.#lost()
    const seen = () => {
      if (!document.hidden) this.#reactions.reachable()
      this.#catchUp()
    }
    addEventListener('online', again)
    addEventListener('offline', lost)
    document.addEventListener('visibilitychange', seen)
    this.#connect()
    return () => {
      removeEventListener('online', again)
      removeEventListener('offline', lost)
      document.removeEventListener('visibilitychange', seen)
      this.#close()
    }
  }

  #connect(): void {
    this.#close()
    const stream = new EventSource(streamPath)
    stream.onmessage = ({ data }) => this.#heard(JSON.parse(String(data)) as LiveEvent)
    stream.onerror = () => this.#lost()
    this.#stream = stream
  }

  #heard(event: LiveEvent): void {
    if (event.type === 'signedOut') {
      this.#close()
      this.#reactions.signedOut()
      return
    }
    if (event.type === 'hello') {
      this.offline = false
      this.#pause = firstPause
      this.#reactions.reachable()
    }
    const conversationId = event.type === 'conversation' ? event.conversationId : undefined
    this.#whenSeen(conversationId)
  }

  /** A page that nobody looks at stays as it is: fetching a conversation would mark it as read. */
  #whenSeen(conversationId: string | undefined): void {
    if (document.hidden) this.#missed = true
    else this.#reactions.changed(conversationId)
  }

  #catchUp(): void {
    if (document.hidden || !this.#missed) return
    this.#missed = false
    this.#reactions.changed(undefined)
  }

  #lost(): void {
    this.#close()
    this.offline = true
    this.#retry = setTimeout(() => void this.#tryAgain(), this.#pause * (0.75 + Math.random() / 2))
    this.#pause = Math.min(this.#pause * 2, longestPause)
  }

  /** An EventSource does not say why it failed; a request does: no longer signed in is not offline. */
  async #tryAgain(): Promise<void> {
    const probe = new AbortController()
    try {
      const { status } = await fetch(streamPath, { signal: probe.signal, headers: { accept: 'text/event-stream' } })
      probe.abort()
      if (status === 401) this.#reactions.signedOut()
      else if (status === 200) this.#connect()
      else this.#lost()
    } catch {
      this.#lost()
    }
  }

  #close(): void {
    clearTimeout(this.#retry)
    this.#stream?.close()
    this.#stream = undefined
  }
}
