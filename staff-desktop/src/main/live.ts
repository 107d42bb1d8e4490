/**
 * The live stream: server-sent events over fetch, because the token travels in a header. It comes back by itself, and
 * each time it does the server says `hello`, upon which the renderer refetches what it shows.
 */
import { liveEvent, type LiveEvent } from 'server/contract'
import type { Connection } from '../bridge.ts'

/** The server's heartbeat comes every 15 seconds; after this long without a byte the line is dead, whatever TCP thinks. */
const silence = 40_000
const waits = { first: 500, most: 30_000 }

export interface Listening {
  /** Try at once, for instance when the PC wakes up. */
  retry(): void
  /** Something else has just had an answer from the server: no need to wait. */
  hurry(): void
  stop(): void
}

export function listen(options: {
  open: (signal: AbortSignal) => Promise<Response>
  onEvent: (event: LiveEvent) => void
  onState: (state: Connection['state']) => void
  onSignedOut: () => void
  /** Nothing is open to them but setting up a code at sign-in. */
  onMustEnrol: () => void
}): Listening {
  const { open, onEvent, onState, onSignedOut, onMustEnrol } = options
  const stopping = new AbortController()
  const stopped = () => stopping.signal.aborted
  let attempt = new AbortController()
  let wakeUp = () => {}

  const signedOut = () => {
    stopping.abort()
    onSignedOut()
  }

  const mustEnrol = () => {
    stopping.abort()
    onMustEnrol()
  }

  async function connect() {
    let watchdog: NodeJS.Timeout | undefined
    const alive = () => {
      clearTimeout(watchdog)
      watchdog = setTimeout(() => attempt.abort(), silence)
    }
    try {
      alive()
      const response = await open(attempt.signal)
      if (response.status === 401) return signedOut()
      if (response.status === 403) return mustEnrol()
      if (!response.ok || !response.body) return
      for await (const line of linesOf(response.body, alive)) {
        const event = eventIn(line)
        if (!event || stopped()) continue
        if (event.type === 'signedOut') return signedOut()
        if (event.type === 'hello') onState('online')
        onEvent(event)
      }
    } catch {
      // No answer, or the line broke: both end in another attempt.
    } finally {
      clearTimeout(watchdog)
    }
  }

  async function keepConnected() {
    let failures = 0
    onState('connecting')
    while (!stopped()) {
      const startedAt = Date.now()
      attempt = new AbortController()
      await connect()
      if (stopped()) return
      // A line that held for a while starts again from the shortest wait.
      failures = Date.now() - startedAt > silence ? 0 : failures + 1
      onState(failures > 1 ? 'offline' : 'connecting')
      const longest = Math.min(waits.most, waits.first * 2 ** failures)
      await pause(longest / 2 + (Math.random() * longest) / 2)
    }
  }

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  void keepConnected()
  return {
    retry() {
      attempt.abort()
      wakeUp()
    },
    hurry() {
      wakeUp()
    },
    stop() {
      stopping.abort()
      attempt.abort()
      wakeUp()
    },
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    onBytes()
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n/)
    rest = lines.pop() ?? ''
    yield* lines
  }
}

/** Each event is one `data:` line of JSON; comments and what a newer server may say are passed over. */
export function eventIn(line: string): LiveEvent | null {
  if (!line.startsWith('data:')) return null
  try {
    return liveEvent.safeParse(JSON.parse(line.slice('data:'.length))).data ?? null
  } catch {
    return null
  }
}
