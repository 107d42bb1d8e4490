/**
 * The PostgreSQL server that comes with the packages: started in a directory of its own on a free port of 127.0.0.1,
 * with a random password. A server that outlived its launcher is adopted.
 */
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
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
  const { initdb, pg_ctl } = binaries(account)

  const stop = async () => {
    if (postmaster(cluster)) await run(pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60'], account)
  }
  const running = (adopted: boolean): RunningPostgres => {
    const found = postmaster(cluster)
    if (!found) throw new Error(`PostgreSQL did not stay up; its log is ${join(home, 'postgres.log')}.`)
    const password = readFileSync(join(home, 'password'), 'utf8')
    return { url: `postgres://postgres:${password}@127.0.0.1:${found.port}/postgres`, pid: found.pid, adopted, stop }
  }

  if (postmaster(cluster)) {
    await untilReady(cluster)
    return running(true)
  }
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise(initdb, home, cluster, account)

  const port = await freePort(rememberedPort(home))
  const options = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    ...settings,
  }
  const optionLine = Object.entries(options).map(([name, value]) => `-c ${name}='${value}'`)
  const log = join(home, 'postgres.log')
  rmSync(log, { force: true })
  try {
    await run(pg_ctl, ['start', '-D', cluster, '-l', log, '-w', '-t', '60', '-o', optionLine.join(' ')], account)
  } catch (error) {
    const said = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n') : String(error)
    throw new Error(`PostgreSQL did not start in ${cluster}:\n${said}`, { cause: error })
  }
  writeFileSync(join(home, 'port'), String(port))
  return running(false)
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

/** The server that runs on this cluster, by the file that it keeps there. */
function postmaster(cluster: string): { pid: number; port: number; ready: boolean } | undefined {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  return isPostgres(pid) ? { pid, port: Number(lines[3]), ready: (lines[7] ?? '').trim() === 'ready' } : undefined
}

/** After a reboot the number in the file may be some other program's. */
function isPostgres(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  const commandLine = `/proc/${pid}/cmdline`
  if (process.platform === 'linux')
    return existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes('postgres')
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function untilReady(cluster: string): Promise<void> {
  for (let tries = 0; tries < 600 && !postmaster(cluster)?.ready; tries++) {
    await new Promise((done) => setTimeout(done, 100))
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
  return new Promise((done, failed) => {
    const identity = account ? { uid: account.uid, gid: account.gid } : {}
    // pg_ctl leaves the server holding its output, so waiting for `close` would wait for the server.
    const child = execFile(program, args, {
      ...identity,
      cwd: dirname(program),
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    })
    let said = ''
    child.stdout?.on('data', (text: string) => (said += text))
    child.stderr?.on('data', (text: string) => (said += text))
    child.on('error', failed)
    child.on('exit', (code) => {
      child.stdout?.destroy()
      child.stderr?.destroy()
      if (code === 0) done()
      else failed(new Error(`${basename(program)} failed: ${said.trim()}`))
    })
  })
}
