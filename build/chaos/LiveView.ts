/**
 * What somebody has on their screen: their conversations and how far each has come, kept up to date by the live stream
 * alone. `hello` means to fetch everything again; a conversation's id, to fetch that one.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { liveEvent } from '../../server/src/contract/live.ts'
import { ApiProblem, type Client } from '../../server/src/contract/client.ts'
import type { ConversationLine } from '../../server/src/conversations/contract.ts'

/** The server says something at least every 15 seconds. */
const silenceMs = 40_000

export interface Shown {
  lastSeq: number
  unread: boolean
  archived: boolean
  withPatient: boolean
}

export class LiveView {
  readonly shown = new Map<string, Shown>()
  /** Every conversation that was ever on the screen. */
  readonly seen = new Set<string>()
  /** When everything was fetched last. */
  refetches = 0
  connected = false
  onLines: (lines: ConversationLine[], whole: boolean) => void = () => {}
  readonly #open: (signal: AbortSignal) => Promise<Response>
  readonly #client: Client
  #waiting = new Set<string>()
  #all = false
  #working: Promise<void> | undefined
  #stopped = new AbortController()

  constructor(open: (signal: AbortSignal) => Promise<Response>, client: Client) {
    this.#open = open
    this.#client = client
  }

  get caughtUp(): boolean {
    return this.connected && this.#working === undefined
  }

  start(): Promise<void> {
    return this.#keepConnected()
  }

  stop(): void {
    this.#stopped.abort()
  }

  async #keepConnected(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await this.#listen().catch(() => undefined)
      this.connected = false
      await pause(300)
    }
  }

  async #listen(): Promise<void> {
    const attempt = new AbortController()
    const stop = () => attempt.abort()
    this.#stopped.signal.addEventListener('abort', stop, { once: true })
    let watchdog = setTimeout(stop, 8000)
    try {
      const response = await this.#open(attempt.signal)
      if (!response.ok || !response.body) {
        await response.body?.cancel()
        return
      }
      const decoder = new TextDecoder()
      let rest = ''
      for await (const bytes of response.body) {
        clearTimeout(watchdog)
        watchdog = setTimeout(stop, silenceMs)
        const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
        rest = lines.pop()!
        for (const line of lines) if (line.startsWith('data:')) this.#hear(line.slice(5))
      }
    } finally {
      clearTimeout(watchdog)
      this.#stopped.signal.removeEventListener('abort', stop)
    }
  }

  #hear(data: string): void {
    const event = liveEvent.parse(JSON.parse(data))
    if (event.type === 'signedOut') return
    if (event.type === 'hello') {
      this.connected = true
      this.#all = true
    } else this.#waiting.add(event.conversationId)
    this.#working ??= this.#fetch().finally(() => (this.#working = undefined))
  }

  /** One after the other, again and again until somebody answers. */
  async #fetch(): Promise<void> {
    while ((this.#all || this.#waiting.size > 0) && !this.#stopped.signal.aborted) {
      const [one] = this.#waiting
      try {
        if (this.#all) {
          this.#all = false
          await this.#fetchAll().catch((error: unknown) => {
            this.#all = true
            throw error
          })
        } else if (one) {
          this.#waiting.delete(one)
          await this.#fetchOne(one).catch((error: unknown) => {
            this.#waiting.add(one)
            throw error
          })
        }
      } catch {
        await pause(200)
      }
    }
  }

  async #fetchAll(): Promise<void> {
    this.#waiting.clear()
    const lines: ConversationLine[] = []
    let cursor: string | undefined
    do {
      const page = await this.#client.listConversations({ view: 'all', limit: 100, ...(cursor && { cursor }) })
      lines.push(...page.conversations)
      cursor = page.next ?? undefined
    } while (cursor)
    this.refetches += 1
    this.onLines(lines, true)
    this.shown.clear()
    for (const { id, lastSeq, unread, archived, patient } of lines)
      this.#show(id, { lastSeq, unread, archived, withPatient: patient !== null })
  }

  async #fetchOne(id: string): Promise<void> {
    try {
      const { lastSeq, lastReadSeq, archived, patient } = await this.#client.showConversation({
        conversationId: id,
        limit: 1,
      })
      this.#show(id, { lastSeq, unread: lastReadSeq < lastSeq, archived, withPatient: patient !== null })
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 404) throw error
      this.shown.delete(id)
    }
  }

  #show(id: string, what: Shown): void {
    this.shown.set(id, what)
    this.seen.add(id)
  }
}
