/**
 * The real server on a free port, and the real typed client as any person: `const house = await aServer(url)`,
 * `house.as(patient).listConversations()`. Everything is stopped when the file's tests are over.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { endedSessions } from '../src/accounts/endedSessions.ts'
import { findActor } from '../src/accounts/findActor.ts'
import { createToken, hashToken } from '../src/accounts/Session.ts'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { createClient, overHttp, requestFor, type Client } from '../src/contract/client.ts'
import { api, type EndpointName } from '../src/contract/index.ts'
import { connect, type Database } from '../src/db/connect.ts'
import { Announcer, listen } from '../src/db/listen.ts'
import { LiveStreams } from '../src/http/live.ts'
import { createLog } from '../src/log.ts'
import type { AnsweredRequest } from '../src/metrics/requestMetrics.ts'
import { secretsKey } from './aSecondFactor.ts'
import { textEnv } from './aTextNumber.ts'
import { builder, type Builder, type Person, type Unit } from './build.ts'

export interface TestHouse extends Builder {
  origin: string
  db: Database
  live: LiveStreams
  /** The client of somebody who signed in a moment ago; `background` as a refresh behind their back. */
  as: (person: Person, options?: { background?: boolean }) => Client
  signedOut: Client
  /** One request just as it is, whether the contract allows its input or not. */
  ask: (name: EndpointName, input?: Input, headers?: Record<string, string>) => Promise<Reply>
  /** The token of that person's session. */
  tokenOf: (person: Person) => Promise<string>
  /** Everybody signs in anew from now on, because the sessions of before may have been ended. */
  forgetSessions: () => void
  /** A session with limits of its own, as SQL expressions, say `now() - interval '1 hour'`. */
  aSession: (person: Person, limits?: { idleEndsAt?: string; endsAt?: string; endedAt?: string }) => Promise<string>
  /** A conversation that the first of these people started with the others. */
  aConversation: (between: Person[], options?: ConversationOptions) => Promise<{ id: string; messageId: string }>
}

export type Input = Record<string, unknown>

export interface Reply {
  status: number
  body: { code?: string; message?: string; fields?: Record<string, string>; requestId?: string } | undefined
}

interface ConversationOptions {
  unit?: Unit
  subject?: string
  text?: string
}

/** `env` as the server's environment: DEMO, SESSION_IDLE_MINUTES_PATIENT ...; `onAnswer` hears of every request, `onLogLine` what is logged. */
export async function aServer(
  databaseUrl: string,
  env: Record<string, string | undefined> = {},
  onAnswer?: (request: AnsweredRequest) => void,
  onLogLine?: (line: string) => void,
): Promise<TestHouse> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    // So that a test can come from any address: see `addressOf`.
    TRUST_PROXY: '1',
    // One person of a test does what many do.
    STARTS_PER_DAY_PATIENT: '10000',
    STARTS_PER_DAY_STAFF: '10000',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    SECRETS_KEY: secretsKey.toString('base64'),
    ...textEnv,
    ...env,
  })
  const log = createLog('test', config, onLogLine && { write: onLogLine })
  const db = connect(config)
  const announcer = new Announcer(db, log)
  const live = new LiveStreams((sessionIds) => endedSessions(db, sessionIds))
  const listening = listen({
    databaseUrl,
    onAnnouncement: (announcement) => live.hear(announcement),
    onGap: () => live.refetch(),
    log,
  })
  const app = createApp({
    config,
    db,
    live,
    log,
    onAnswer,
    portalHandler: (_, response) => response.end('the portal'),
    house: { db, announcer, log, findActor: (trx, call, caller) => findActor(config.session, trx, call, caller) },
  })
  const answerRequest = app.callback()
  server.on('request', (request, response) => void answerRequest(request, response))
  await listening.ready
  afterAll(async () => {
    live.stop()
    server.close()
    server.closeAllConnections()
    await announcer.settled()
    await listening.stop()
    await db.destroy()
  })
  return { db, live, ...builder(db), ...visitors(`http://127.0.0.1:${port}`, db) }
}

/** The ways in: with a session made in the database, because signing in takes time by design. */
function visitors(origin: string, db: Database) {
  const tokens = new Map<string, Promise<string>>()

  async function aSession(
    { id, kind }: Person,
    // An idle limit that no request needs to move: moving it makes requests of one session wait for each other.
    { idleEndsAt = `now() + interval '1 hour'`, endsAt = `now() + interval '1 hour'`, endedAt = 'null' } = {},
  ): Promise<string> {
    const token = createToken()
    await db.raw(
      `insert into sessions (account_id, door, token_hash, idle_ends_at, ends_at, ended_at)
       values (?, ?, ?, ${idleEndsAt}, ${endsAt}, ${endedAt})`,
      [id, kind === 'patient' ? 'portal' : 'desktop', hashToken(token)],
    )
    return token
  }

  function tokenOf(person: Person): Promise<string> {
    const token = tokens.get(person.id) ?? aSession(person)
    tokens.set(person.id, token)
    return token
  }

  const forgetSessions = () => tokens.clear()

  function as(person: Person, { background = false } = {}): Client {
    return createClient(async (request) => {
      const token = await tokenOf(person)
      const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': addressOf(person) }
      return overHttp({ origin, headers: () => ({ ...headers, ...(background && { 'x-background': '1' }) }) })(request)
    })
  }

  async function aConversation(
    [first, ...others]: Person[],
    { unit = first!.unit, subject = 'A question', text = 'May I eat bananas?' }: ConversationOptions = {},
  ) {
    const messageId = randomUUID()
    const recipientIds = others.map(({ id }) => id)
    const started = await as(first!).startConversation({ groupId: unit.id, recipientIds, subject, messageId, text })
    return { id: started.conversations[0]!.id, messageId }
  }

  async function ask(name: EndpointName, input: Input = {}, headers: Record<string, string> = {}): Promise<Reply> {
    const send = overHttp({
      origin,
      headers: () => ({ 'x-forwarded-for': anyAddress(), ...headers }),
      fetch: unlessStream,
    })
    return (await send(requestFor(name, api[name], input))) as Reply
  }

  return {
    origin,
    as,
    ask,
    signedOut: createClient(overHttp({ origin })),
    tokenOf,
    forgetSessions,
    aSession,
    aConversation,
  }
}

/** An address for each person, so that the ceiling on one address does not meet a test that asks a lot. */
export function addressOf({ id }: Pick<Person, 'id'>): string {
  const bytes = id
    .slice(0, 6)
    .match(/../g)!
    .map((pair) => parseInt(pair, 16))
  return `10.${bytes.join('.')}`
}

function anyAddress(): string {
  return addressOf({ id: randomUUID() })
}

/** Of a stream, which has no end, only the status. */
async function unlessStream(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request)
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response
  await response.body?.cancel()
  return new Response(null, { status: response.status })
}

/** A new message id, as clients make them. */
export const newId = randomUUID
