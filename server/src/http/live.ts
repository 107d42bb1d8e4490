/** The live streams that are open on this process: server-sent events that carry ids only. */
import type { ServerResponse } from 'node:http'
import type { LiveEvent } from '../contract/live.ts'
import type { Announcement } from '../db/listen.ts'
import type { Actor } from './scene.ts'

const heartbeatMs = 15_000
/** Of one person on one process: more than windows that somebody has open, and far fewer than the process can hold. */
const mostOfAccount = 30
/** Messages that were announced lately. */
const mostRemembered = 10_000

interface Stream {
  actor: Actor
  response: ServerResponse
}

/** Which of these sessions have ended meanwhile, by sign-out or by time; and which may do no more than set up a second step. */
type Ended = (sessionIds: string[]) => Promise<{ ended: string[]; limited: string[] }>

export class LiveStreams {
  readonly #byAccount = new Map<string, Set<Stream>>()
  readonly #heard = new Set<string>()
  readonly #heartbeat: NodeJS.Timeout
  readonly #endedSessions: Ended

  constructor(endedSessions: Ended) {
    this.#endedSessions = endedSessions
    this.#heartbeat = setInterval(() => void this.#beat(), heartbeatMs)
    this.#heartbeat.unref()
  }

  get size(): number {
    return this.#all().length
  }

  /** They have as many open as one person may. */
  isFull({ accountId }: Pick<Actor, 'accountId'>): boolean {
    return (this.#byAccount.get(accountId)?.size ?? 0) >= mostOfAccount
  }

  open(actor: Actor, response: ServerResponse): void {
    // Whoever has gone meanwhile will not say so a second time.
    if (response.destroyed) return
    response.socket?.setTimeout(0)
    response.socket?.setNoDelay(true)
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    const stream = { actor, response }
    const streams = this.#byAccount.get(actor.accountId) ?? new Set()
    this.#byAccount.set(actor.accountId, streams.add(stream))
    response.on('error', () => undefined)
    response.on('close', () => {
      streams.delete(stream)
      if (streams.size === 0 && this.#byAccount.get(actor.accountId) === streams)
        this.#byAccount.delete(actor.accountId)
    })
    response.write('retry: 2000\n\n')
    send(stream, { type: 'hello' })
  }

  hear({ accountIds, conversationId, lookAgain, messageId, endedSessionId }: Announcement): void {
    if (messageId && this.#wasHeard(messageId)) return
    for (const stream of accountIds.flatMap((accountId) => [...(this.#byAccount.get(accountId) ?? [])])) {
      if (conversationId) send(stream, { type: 'conversation', conversationId })
      if (lookAgain) send(stream, { type: 'hello' })
      if (endedSessionId === stream.actor.sessionId) close(stream)
    }
  }

  /** Something may have been missed: everybody fetches what they show. */
  refetch(): void {
    for (const stream of this.#all()) send(stream, { type: 'hello' })
  }

  /** Ends all streams, so that the server can stop. */
  stop(): void {
    clearInterval(this.#heartbeat)
    for (const stream of this.#all()) stream.response.end()
  }

  #wasHeard(messageId: string): boolean {
    if (this.#heard.has(messageId)) return true
    this.#heard.add(messageId)
    if (this.#heard.size > mostRemembered) this.#heard.delete(this.#heard.keys().next().value!)
    return false
  }

  #all(): Stream[] {
    return [...this.#byAccount.values()].flatMap((streams) => [...streams])
  }

  async #beat(): Promise<void> {
    const streams = this.#all()
    if (streams.length === 0) return
    for (const { response } of streams) response.write(': still here\n\n')
    const found = await this.#endedSessions(streams.map(({ actor }) => actor.sessionId)).catch(() => undefined)
    for (const stream of streams) {
      if (found?.ended.includes(stream.actor.sessionId)) close(stream)
      // Not signed out: whoever comes back for another stream is told what to do first.
      if (found?.limited.includes(stream.actor.sessionId)) stream.response.end()
    }
  }
}

function send({ response }: Stream, event: LiveEvent): void {
  if (response.writable) response.write(`data: ${JSON.stringify(event)}\n\n`)
}

function close(stream: Stream): void {
  send(stream, { type: 'signedOut' })
  stream.response.end()
}
