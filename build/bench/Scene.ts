/**
 * What measures work with: a copy of the data that they may write into, the server as `npm start` runs it, a mail server,
 * and people who are signed in.
 */
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { createToken, hashToken } from '../../server/src/accounts/Session.ts'
import { createClient, overHttp, type Client } from '../../server/src/contract/client.ts'
import { startMailbox, type Mailbox } from '../mailbox.ts'
import { freePort } from '../postgres.ts'
import { untilWell } from '../system/health.ts'
import { Part } from '../system/Part.ts'
import type { Scale } from './data/scales.ts'

export interface Scene {
  scale: Scale
  quick: boolean
  /** How many of each side are counted. */
  rounds: number
  databaseUrl: string
  /** Of the server; the API is below /api. */
  origin: string
  mailbox: Mailbox
  /** One statement, outside of what is timed. */
  sql: <Row extends pg.QueryResultRow>(statement: string, values?: unknown[]) => Promise<Row[]>
  /** So many connections, opened already, closed at the end. */
  connections: (howMany: number) => Promise<pg.Pool>
  /** These people, all at once. */
  signIn: (accountIds: string[]) => Promise<void>
  /** The client of somebody, who signs in if they are not. */
  as: (accountId: string) => Promise<Client>
  tokenOf: (accountId: string) => Promise<string>
  /** Undoes something when everything is measured. */
  atEnd: (undo: () => void) => void
  /** What is being done, for whoever watches. */
  say: (what: string) => void
}

export interface Stage extends Scene {
  startWorker: () => Promise<void>
  stopWorker: () => Promise<void>
  stop: () => Promise<void>
}

/** Sets everything up but the worker. */
export async function setStage(
  given: Pick<Scene, 'scale' | 'quick' | 'rounds' | 'databaseUrl' | 'say'> & { logDir: string },
): Promise<Stage> {
  const { databaseUrl, logDir } = given
  const mailbox = await startMailbox({ keeps: 5000 })
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    SMTP_URL: mailbox.smtpUrl,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: origin,
    // As behind a load balancer: what is asked comes from many addresses, and no ceiling on one of them is met.
    TRUST_PROXY: '1',
    SECRETS_KEY: randomBytes(32).toString('base64'),
  }
  const part = (name: string, entry: string) => new Part({ name, entry, env, logFile: join(logDir, `${name}.log`) })
  const server = part('server', 'server/src/main.ts')
  const worker = part('worker', 'server/src/worker.ts')
  let died: Error | undefined
  for (const one of [server, worker])
    one.onDeath = (how) => (died = new Error(`The ${one.name} ${how}:\n${one.lastLines(30)}`))
  const stillHopeful = () => {
    if (died) throw died
  }

  // One connection for everything outside of what is timed; who comes at the same time waits.
  const client = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  client.on('error', () => {})
  const pools: pg.Pool[] = []
  const undo: (() => void)[] = []
  const tokens = new Map<string, string>()

  async function signIn(accountIds: string[]): Promise<void> {
    const made = accountIds.filter((id) => !tokens.has(id)).map((id) => ({ id, token: createToken() }))
    // With an idle limit that no request needs to move, as somebody has who asked for something half a minute ago.
    await client.query(
      `insert into sessions (account_id, door, token_hash, idle_ends_at, ends_at)
       select id, case kind when 'patient' then 'portal' else 'desktop' end, decode(hash, 'hex'),
              now() + interval '3 hours', now() + interval '3 hours'
         from unnest(cast($1 as uuid[]), cast($2 as text[])) as made (id, hash) join accounts using (id)`,
      [made.map(({ id }) => id), made.map(({ token }) => hashToken(token).toString('hex'))],
    )
    for (const { id, token } of made) tokens.set(id, token)
  }

  async function tokenOf(accountId: string): Promise<string> {
    if (!tokens.has(accountId)) await signIn([accountId])
    return tokens.get(accountId)!
  }

  const stage: Stage = {
    ...given,
    origin,
    mailbox,
    signIn,
    tokenOf,
    async sql<Row extends pg.QueryResultRow>(statement: string, values: unknown[] = []) {
      return (await client.query<Row>(statement, values)).rows
    },
    atEnd: (one) => undo.push(one),
    async connections(howMany) {
      const pool = new pg.Pool({ connectionString: databaseUrl, max: howMany, idleTimeoutMillis: 0 })
      // The database may be gone before the last of them has said good-bye.
      pool.on('error', () => {})
      pools.push(pool)
      const open = await Promise.all(Array.from({ length: howMany }, () => pool.connect()))
      for (const one of open) one.release()
      return pool
    },
    async as(accountId) {
      const token = await tokenOf(accountId)
      return createClient(
        overHttp({
          origin,
          headers: () => ({ authorization: `Bearer ${token}`, 'x-forwarded-for': anyAddress() }),
        }),
      )
    },
    async startWorker() {
      // Not what other measures have left to do.
      await client.query('delete from graphile_worker._private_jobs')
      // Nor the signs of life of the one before.
      await client.query('delete from heartbeats')
      worker.start()
      await untilWell(origin, stillHopeful)
    },
    stopWorker: () => worker.stop(),
    async stop() {
      await Promise.all([server.stop(), worker.stop()])
      await mailbox.stop()
      for (const one of undo) one()
      await Promise.all(pools.map((pool) => pool.end()))
      await client.end()
      stillHopeful()
    },
  }
  server.start()
  await untilWell(origin, stillHopeful, { enough: ({ database }) => database === 'well' })
  return stage
}

let asked = 0

/** One of some hundred, each in turn. */
export function anyAddress(): string {
  asked = (asked + 1) % 250
  return `10.0.0.${asked + 1}`
}
