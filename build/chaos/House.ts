/**
 * The whole system for a chaos run, every part a process that can be killed: PostgreSQL with a cluster of its own, two
 * servers behind one address, two workers, the mail server; and wires that can be cut between browsers and servers and
 * between all of them and PostgreSQL.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { connect, type Database } from '../../server/src/db/connect.ts'
import { createDatabase, migrateUp } from '../migrate.ts'
import { freePort, removePostgres, startPostgres, type RunningPostgres } from '../postgres.ts'
import { root } from '../shell.ts'
import { askHealth, untilWell } from '../system/health.ts'
import { Part } from '../system/Part.ts'
import { removeLeftovers } from '../test/postgres.ts'
import type { TakenMail } from './mailServer.ts'
import { Wire } from './Wire.ts'

const directoryPrefix = 'messages-chaos-'
/** What was given to the system survives a kill; a power cut is not what is tried here. */
const settings = { fsync: 'off' }

export type PartName = 'server 1' | 'server 2' | 'worker 1' | 'worker 2' | 'mail'

export interface HouseOptions {
  refusedAddresses: string[]
  broadcastStep: number
  broadcastEmailsPerSecond: number
}

export class House {
  /** Who ended without having been killed, and what they said last. */
  readonly deaths: string[] = []
  readonly parts = new Map<PartName, Part>()
  /** From browsers to the servers. */
  readonly street: Wire
  /** From servers and workers to PostgreSQL. */
  readonly cellar: Wire
  readonly #home: string
  readonly #name: string
  readonly #mailFile: string
  #postgres: RunningPostgres
  #origin = ''
  #db: Database | undefined
  #stopping = false

  private constructor(home: string, name: string, postgres: RunningPostgres) {
    this.#home = home
    this.#name = name
    this.#mailFile = join(root, `test-results/log/${name}/mails.jsonl`)
    this.#postgres = postgres
    this.cellar = new Wire(() => [Number(new URL(this.#postgres.url).port)])
    this.street = new Wire(() => this.#serverPorts)
  }
  #serverPorts: number[] = []

  /** Everything stands, and nothing runs but PostgreSQL and the wires: `start` starts the rest. */
  static async build(options: HouseOptions): Promise<House> {
    await removeLeftovers(directoryPrefix)
    const name = `${directoryPrefix}${process.pid}`
    const home = join(tmpdir(), name)
    const house = new House(home, name, await startPostgres({ dataDir: home, settings }))
    rmSync(join(root, 'test-results/log', name), { recursive: true, force: true })
    await house.#prepare(options)
    return house
  }

  async #prepare({ refusedAddresses, ...pace }: HouseOptions): Promise<void> {
    await migrateUp(await createDatabase(this.#postgres.url, 'messages'))
    const [cellarPort, streetPort] = [await this.cellar.listen(), await this.street.listen()]
    const [mailPort, bouncePort, ...ports] = await freePorts(5)
    this.#serverPorts = ports.slice(0, 2)
    this.#origin = `http://127.0.0.1:${streetPort}`
    const env = {
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      DATABASE_URL: this.#databaseUrl(cellarPort),
      SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
      HOST: '127.0.0.1',
      PUBLIC_URL: this.#origin,
      TRUST_PROXY: '1',
      SECRETS_KEY: randomBytes(32).toString('base64'),
      BOUNCE_DOMAIN: 'bounces.example.org',
      BROADCAST_STEP: String(pace.broadcastStep),
      BROADCAST_EMAILS_PER_SECOND: String(pace.broadcastEmailsPerSecond),
    }
    this.#add('mail', 'build/chaos/mailServer.ts', {
      MAIL_PORT: String(mailPort),
      MAIL_FILE: this.#mailFile,
      REFUSED_ADDRESSES: refusedAddresses.join(','),
    })
    for (const n of [1, 2] as const) {
      const own = { PORT: String(ports[n - 1]), BOUNCE_PORT: String(n === 1 ? bouncePort : ports[2]) }
      this.#add(`server ${n}`, 'server/src/main.ts', { ...env, ...own })
      this.#add(`worker ${n}`, 'server/src/worker.ts', { ...env, ...own })
    }
  }

  #add(name: PartName, entry: string, env: NodeJS.ProcessEnv): void {
    const logFile = join(root, 'test-results/log', this.#name, `${name.replace(' ', '-')}.log`)
    const part = new Part({ name, entry, env, logFile })
    part.onDeath = (how) => {
      if (this.#stopping) return
      this.deaths.push(`The ${name} ${how}:\n${part.lastLines(12)}`)
      setTimeout(() => !this.#stopping && part.start(), 300)
    }
    this.parts.set(name, part)
  }

  #databaseUrl(port: number | string): string {
    const url = new URL(this.#postgres.url)
    url.pathname = '/messages'
    url.port = String(port)
    return url.href
  }

  /** Where browsers find it. */
  get origin(): string {
    return this.#origin
  }

  /** Past all wires: for who checks, and for who is not part of the story. */
  get db(): Database {
    const databaseUrl = this.#databaseUrl(new URL(this.#postgres.url).port)
    return (this.#db ??= connect({ databaseUrl, databasePool: 6 }))
  }

  /** Starts what does not run. */
  async start(): Promise<void> {
    for (const part of this.parts.values()) part.start()
    await untilWell(this.#origin, () => undefined, { timeoutMs: 90_000 })
    for (const name of this.parts.keys()) await this.untilAnswers(name)
  }

  /** When a server that was started answers; a worker or the mail server is up without saying so. */
  async untilAnswers(name: PartName): Promise<void> {
    const port = this.#serverPorts[Number(name.slice('server '.length)) - 1]
    while (name.startsWith('server') && !this.#stopping && !(await askHealth(`http://127.0.0.1:${port}`))) {
      await new Promise((done) => setTimeout(done, 200))
    }
  }

  async killPostgres(): Promise<void> {
    process.kill(this.#postgres.pid, 'SIGKILL')
    await this.#db?.destroy()
    this.#db = undefined
  }

  /** One of the processes that PostgreSQL has for each connection: it then ends all of them and recovers. */
  async killBackend(throwOf: number): Promise<void> {
    const client = new pg.Client({ connectionString: this.#databaseUrl(new URL(this.#postgres.url).port) })
    client.on('error', () => undefined)
    await client.connect()
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name like 'patientview-messages%' order by pid`,
    )
    const chosen = rows[Math.floor(throwOf * rows.length)]
    if (chosen) process.kill(chosen.pid, 'SIGKILL')
    await client.end().catch(() => undefined)
  }

  async startPostgres(): Promise<void> {
    this.#postgres = await startPostgres({ dataDir: this.#home, settings })
    await this.db.raw('select 1')
  }

  /** Every mail that was ever taken, in order. */
  mails(): TakenMail[] {
    if (!existsSync(this.#mailFile)) return []
    const lines = readFileSync(this.#mailFile, 'utf8').split('\n')
    // What a kill cut short was not acknowledged.
    return lines.flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as TakenMail] : []))
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all([...this.parts.values()].map((part) => part.stop()))
    await this.#db?.destroy()
    await Promise.all([this.street.close(), this.cellar.close()])
    await removePostgres(this.#home)
  }
}

async function freePorts(howMany: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < howMany) ports.add(await freePort())
  return [...ports]
}
