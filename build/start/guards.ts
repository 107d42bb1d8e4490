/** What would make a start fail, found before the slow work begins. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { readConfig, WrongSettings } from '../../server/src/config.ts'
import { Sentence } from '../progress.ts'
import type { Settings } from './settings.ts'

/** As server and worker will read them; they would only end, one after the other, when the database runs already. */
export function refuseWrongSettings(settings: Settings, env: NodeJS.ProcessEnv): void {
  const { host, port, publicUrl } = settings
  try {
    readConfig({
      ...env,
      ...{ HOST: host, PORT: String(port), PUBLIC_URL: publicUrl },
      DATABASE_URL: settings.databaseUrl ?? 'postgres://127.0.0.1/messages',
      SMTP_URL: settings.smtpUrl ?? 'smtp://127.0.0.1',
    })
  } catch (error) {
    throw error instanceof WrongSettings ? new Sentence(error.message) : error
  }
}

export async function refuseUsedPort(variable: string, port: number, host: string): Promise<void> {
  const problem = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
    const probe = createServer()
    probe.once('error', done)
    probe.listen(port, host, () => probe.close(() => done(undefined)))
  })
  if (!problem) return
  if (problem.code === 'EADDRINUSE') {
    throw new Sentence(
      `Port ${port} is in use by another program. Stop that program, or choose another port: ${variable}=${port < 60_000 ? port + 1000 : port - 1000} npm start`,
    )
  }
  throw new Sentence(
    `Cannot listen on ${host}, port ${port} (${problem.code}). Choose another with HOST and ${variable}.`,
  )
}

/** Only one start may work on a data directory. Returns how to let go of it. */
export function claim(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'start.lock')
  const mine = `${process.pid} ${startedAt(process.pid)}`
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const [pid, at] = holder.split(' ')
    if (holder && startedAt(Number(pid)) === at) {
      throw new Sentence(
        `Already started on ${dataDir} (process ${pid}). Use that one, stop it, or choose another directory with DATA_DIR.`,
      )
    }
    // Whoever wrote it is gone.
    rmSync(file, { force: true })
  }
}

/** Tells two processes with one number apart where the system says when each began; empty when there is no such process. */
function startedAt(pid: number): string {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return ''
  }
  if (process.platform !== 'linux') return 'alive'
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
