/**
 * NOTIFY and LISTEN. A NOTIFY inside a transaction takes a lock over the whole database at commit, so listeners are
 * woken after it, many in one statement. A wake-up that is lost with its process is repeated by the job that
 * `sendMessage` enqueued in the transaction.
 */
import pg from 'pg'
import type { Database } from './connect.ts'
import type { Log } from '../log.ts'

const channel = 'live'
/** PostgreSQL refuses payloads of 8,000 bytes. */
const mostPerPayload = 7000
const mostPerAnnouncement = 100

export interface Announcement {
  accountIds: string[]
  /** A conversation of theirs has changed. */
  conversationId?: string
  /** Something about their conversations has changed; they fetch what they show. */
  lookAgain?: true
  /** Which message changed it: the same may be told twice, by the server and, should that have died, by the worker. */
  messageId?: string
  /** This session has ended. */
  endedSessionId?: string
}

/** Tells every server process; gathers what comes within the same few milliseconds. */
export class Announcer {
  readonly #db: Database
  readonly #log: Log
  #waiting: Announcement[] = []
  #sending: Promise<void> | undefined

  constructor(db: Database, log: Log) {
    this.#db = db
    this.#log = log
  }

  tell(announcements: Announcement[]): void {
    if (announcements.length === 0) return
    this.#waiting.push(...announcements.flatMap(inPieces))
    this.#sending ??= this.#send()
  }

  /** Everything told so far is on its way to the listeners. */
  async settled(): Promise<void> {
    await this.#sending
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const payloads = pack(this.#waiting.splice(0))
      try {
        await this.#db.raw('select pg_notify(?, payload) from unnest(cast(? as text[])) as payload', [
          channel,
          payloads,
        ])
      } catch (error) {
        this.#log.warn({ err: error }, 'listeners not woken')
      }
    }
    // In the same breath as finding nothing left, so that nothing told meanwhile waits for the next.
    this.#sending = undefined
  }
}

/** So that the longest list of people fits into a payload; the pieces of one message are told apart. */
function inPieces(announcement: Announcement): Announcement[] {
  const { accountIds, messageId } = announcement
  if (accountIds.length <= mostPerAnnouncement) return [announcement]
  const pieces = Math.ceil(accountIds.length / mostPerAnnouncement)
  return Array.from({ length: pieces }, (_, n) => ({
    ...announcement,
    accountIds: accountIds.slice(n * mostPerAnnouncement, (n + 1) * mostPerAnnouncement),
    ...(messageId && { messageId: `${messageId} ${n}` }),
  }))
}

function pack(announcements: Announcement[]): string[] {
  const payloads: string[] = []
  let batch: string[] = []
  let size = 2
  for (const text of announcements.map((announcement) => JSON.stringify(announcement))) {
    if (batch.length > 0 && size + text.length + 1 > mostPerPayload) {
      payloads.push(`[${batch.join(',')}]`)
      batch = []
      size = 2
    }
    batch.push(text)
    size += text.length + 1
  }
  if (batch.length > 0) payloads.push(`[${batch.join(',')}]`)
  return payloads
}

/**
 * Hears every announcement of every process. `onGap` is called whenever some may have been missed: after each
 * connection but the first.
 */
export function listen({
  databaseUrl,
  onAnnouncement,
  onGap,
  log,
}: {
  databaseUrl: string
  onAnnouncement: (announcement: Announcement) => void
  onGap: () => void
  log: Log
}): { ready: Promise<void>; stop: () => Promise<void> } {
  let stopped = false
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let tries = 0
  const ready = Promise.withResolvers<void>()

  async function open(): Promise<void> {
    const opening = new pg.Client({
      connectionString: databaseUrl,
      keepAlive: true,
      application_name: 'patientview-messages listen',
    })
    client = opening
    opening.on('error', (error) => {
      log.warn({ err: error }, 'listening was cut off')
      void opening.end().catch(() => undefined)
    })
    opening.on('end', () => {
      if (!stopped) retry = setTimeout(() => void open(), Math.min(5000, 100 * 2 ** tries++))
    })
    opening.on('notification', ({ payload }) => {
      for (const announcement of JSON.parse(payload ?? '[]') as Announcement[]) onAnnouncement(announcement)
    })
    try {
      await opening.connect()
      await opening.query(`listen ${channel}`)
      if (tries > 0) onGap()
      tries = 0
      ready.resolve()
    } catch (error) {
      log.warn({ err: error }, 'cannot listen')
      tries = Math.max(tries, 1)
      await opening.end().catch(() => undefined)
    }
  }

  void open()
  return {
    ready: ready.promise,
    stop: async () => {
      stopped = true
      clearTimeout(retry)
      await client?.end().catch(() => undefined)
    },
  }
}
