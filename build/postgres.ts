/**
 * The PostgreSQL server that comes with the packages: started in a directory of its own on a free port of 127.0.0.1,
 * with a random password. A server that outlived its launcher is adopted.
 */
import { execFile, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { basename, dirname, join, resolve } from 'node:path'
import { canReach, serviceAccount, type ServiceAccount } from './postgres/account.ts'
import { binaries, outsideDir } from './postgres/binaries.ts'
import { postmaster } from './postgres/cluster.ts'

export interface RunningPostgres {
  /** Of the database `postgres`, as its superuser. */
  url: string
  pid: number
  /** It was running already. */
  adopted: boolean
  /** Ends it at once but cleanly: sessions are cut, everything committed is on disk. */
  stop(): Promise<void>
}

/** `settings` are PostgreSQL's own, for example `{ fsync: 'off' }`. */
export async function startPostgres({
  dataDir,
  settings = {},
}: {
  dataDir: string
  settings?: Record<string, string>
}): Promise<RunningPostgres> {
  const account = serviceAccount()
  const home = prepareHome(resolve(dataDir), account)
  const cluster = join(home, 'cluster')
  const programs = binaries(account)

  const stop = async () => {
    if (postmaster(cluster))
      await run(programs.pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60'], account)
  }
  const running = (adopted: boolean): RunningPostgres => {
    const found = postmaster(cluster)
    if (!found) throw new Error(`PostgreSQL did not stay up; its log is ${join(home, 'postgres.log')}.`)
    const password = readFileSync(join(home, 'password'), 'utf8')
    return { url: `postgres://postgres:${password}@127.0.0.1:${found.port}/postgres`, pid: found.pid, adopted, stop }
  }

  if (postmaster(cluster)) {
    await untilReady(cluster, () => undefined)
    return running(true)
  }
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise(programs.initdb, home, cluster, account)

  const port = await freePort(rememberedPort(home))
  const options = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    ...settings,
  }
  const args = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const patience = Date.now() + 15_000
  for (;;) {
    const said = await launch(programs.postgres, ['-D', cluster, ...args], home, account)
    if (said === undefined) break
    // What is left of a server that was killed goes by itself.
    const passing = /already exists|pre-existing shared memory/.test(said) && Date.now() < patience
    if (!passing) throw new Error(`PostgreSQL did not start in ${cluster}:\n${said}`)
    await new Promise((done) => setTimeout(done, 200))
  }
  writeFileSync(join(home, 'port'), String(port))
  return running(false)
}

/** Returns what the server said when it ended instead of getting ready. It is our child, so that we bury it. */
async function launch(
  postgres: string,
  args: string[],
  home: string,
  account: ServiceAccount | undefined,
): Promise<string | undefined> {
  const file = join(home, 'postgres.log')
  const log = openSync(file, 'w')
  const child = spawn(postgres, args, {
    ...identity(account),
    cwd: dirname(postgres),
    env: plainEnvironment,
    stdio: ['ignore', log, log],
    // Ctrl+C in a terminal is not for the server, which has to be stopped last.
    detached: true,
  })
  closeSync(log)
  child.unref()
  let ended: string | undefined
  child.on('error', (error) => (ended = error.message))
  const explain = () => (ended = readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n'))
  child.on('exit', explain)
  await untilReady(join(home, 'cluster'), () => ended)
  // Whoever stops it later may delete its log as well.
  child.off('exit', explain)
  return ended
}

/** Stops the server in `dataDir` when one is running there, and deletes everything in it. */
export async function removePostgres(dataDir: string): Promise<void> {
  const given = resolve(dataDir)
  if (!existsSync(given)) return
  const home = realpathSync(given)
  const account = serviceAccount()
  const cluster = join(home, 'cluster')
  if (postmaster(cluster)) {
    await run(binaries(account).pg_ctl, ['stop', '-D', cluster, '-m', 'immediate', '-w', '-t', '60'], account)
  }
  rmSync(home, { recursive: true, force: true })
  rmSync(given, { recursive: true, force: true })
}

/** The directory that holds cluster, password and log: `dataDir`, or where it links to when the account cannot reach it. */
function prepareHome(dataDir: string, account: ServiceAccount | undefined): string {
  if (!lstatSync(dataDir, { throwIfNoEntry: false })) {
    mkdirSync(dirname(dataDir), { recursive: true })
    if (canReach(account, dirname(dataDir))) mkdirSync(dataDir, { mode: 0o700 })
    else {
      const name = `${basename(dataDir)}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`
      mkdirSync(join(outsideDir, name), { recursive: true, mode: 0o755 })
      chmodSync(join(outsideDir, name), 0o700)
      symlinkSync(join(outsideDir, name), dataDir)
    }
  }
  const home = realpathSync(dataDir)
  if (account) chownSync(home, account.uid, account.gid)
  return home
}

async function initialise(initdb: string, home: string, cluster: string, account: ServiceAccount | undefined) {
  // A cluster without PG_VERSION is one whose making was interrupted.
  rmSync(cluster, { recursive: true, force: true })
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (account) chownSync(passwordFile, account.uid, account.gid)
  await run(
    initdb,
    [
      ...['-D', cluster, '--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      ...['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ...['--no-instructions', '--no-sync'],
    ],
    account,
  )
}

async function untilReady(cluster: string, ended: () => string | undefined): Promise<void> {
  for (let tries = 0; tries < 6000 && ended() === undefined && !postmaster(cluster)?.ready; tries++) {
    await new Promise((done) => setTimeout(done, 10))
  }
}

function rememberedPort(home: string): number {
  const file = join(home, 'port')
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
}

/** The wanted port when nobody uses it, else any. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer()
    probe.on('error', (error) => {
      if (wanted === 0) failed(error)
      else done(freePort())
    })
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => done(port))
    })
  })
}

function run(program: string, args: string[], account: ServiceAccount | undefined): Promise<void> {
  const options = { ...identity(account), cwd: dirname(program), env: plainEnvironment }
  return new Promise((done, failed) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error) failed(new Error(`${basename(program)} failed: ${stderr || stdout || error.message}`))
      else done()
    })
  })
}

const plainEnvironment = { PATH: process.env.PATH, LC_ALL: 'C' }

const identity = (account: ServiceAccount | undefined) => (account ? { uid: account.uid, gid: account.gid } : {})
