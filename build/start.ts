/** Task: starts the whole system with its demo on this machine, and stops it again. */
import { join } from 'node:path'
import { demoPassword } from '../server/src/config.ts'
import { demoIsIn, fillDemo, isEmpty } from './demo/fill.ts'
import { demoSignIns } from './demo/signIns.ts'
import { buildPortal } from './freshness.ts'
import { startMailbox, type Mailbox } from './mailbox.ts'
import { ensureDatabase, migrateUp } from './migrate.ts'
import { startNotifyDouble } from './notifyDouble.ts'
import { removePostgres, startPostgres } from './postgres.ts'
import { command, heading, Sentence, since, step } from './progress.ts'
import { claim, refuseUsedPort, refuseWrongSettings } from './start/guards.ts'
import { keptSecretsKey } from './start/secretsKey.ts'
import { help, readSettings, type Settings } from './start/settings.ts'
import { supervise, supervisePostgres } from './start/supervise.ts'
import { welcome } from './start/welcome.ts'
import { isWellButForMail, untilWell } from './system/health.ts'
import { Part } from './system/Part.ts'

/** What has to be undone at the end, in the order in which it was done. */
const undo: (() => void | Promise<void>)[] = []
const interrupted = Promise.withResolvers<void>()
const gaveUp = Promise.withResolvers<never>()
let stopping = false
gaveUp.promise.catch(() => {})

function interrupt(): void {
  stopping = true
  interrupted.resolve()
}
// A terminal sends it to every process and each passes it on: it counts once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
// Whoever started this may be ended without a word.
const parent = process.ppid
setInterval(() => process.ppid !== parent && interrupt(), 500).unref()

await command(async () => {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (!settings) return console.log(help)
  try {
    await Promise.race([bringUp(settings), gaveUp.promise])
    await Promise.race([interrupted.promise, gaveUp.promise])
  } catch (error) {
    // What was cut short by Ctrl+C has not failed.
    if (!stopping) throw error
  } finally {
    stopping = true
    if (undo.length) await step('Everything is stopped', stopAll)
  }
})
process.exit()

async function bringUp(settings: Settings): Promise<void> {
  const { dataDir, host, port, mailboxPort, publicUrl } = settings
  const started = performance.now()
  refuseWrongSettings(settings, process.env)
  await refuseUsedPort('PORT', port, host)
  if (!settings.smtpUrl) await refuseUsedPort('MAILBOX_PORT', mailboxPort, host)
  undo.push(claim(dataDir))
  heading('Starting')

  const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase(settings))
  await next('Schema', async () => {
    const ran = await migrateUp(databaseUrl).catch(explainDatabase)
    return ran.length ? `${ran.length} migrations` : 'up to date'
  })
  if (await isEmpty(databaseUrl)) await next('Demo', () => fillDemo(databaseUrl))
  const demo = await demoIsIn(databaseUrl)
  await next('Portal', buildPortal)

  let mailboxUrl: string | undefined
  let texts = {}
  let { smtpUrl } = settings
  if (!smtpUrl) {
    const mailbox = await next('Mailbox', () => startMailbox({ httpPort: mailboxPort, host }))
    undo.push(() => mailbox.stop())
    ;({ smtpUrl, httpUrl: mailboxUrl } = mailbox)
    // So that anybody can see what becomes of a wrong address.
    mailbox.refuse({ code: 550, startsWith: 'refused' })
    if (settings.texts) texts = await next('Text messages', () => textsIntoMailbox(mailbox))
  }

  const env = {
    NODE_ENV: process.env.NODE_ENV ?? 'production',
    DATABASE_URL: databaseUrl,
    SMTP_URL: smtpUrl,
    ...texts,
    PORT: String(port),
    HOST: host,
    PUBLIC_URL: publicUrl,
    DEMO: demo ? '1' : '0',
    // With a database of one's own the key is one's own as well: this directory may not be where that database is kept.
    ...(!settings.databaseUrl && !process.env.SECRETS_KEY && { SECRETS_KEY: keptSecretsKey(dataDir) }),
  }
  await next('Server and worker', () => startParts(env, dataDir, port, host))
  const signIns = demo ? demoSignIns : []
  console.log(welcome({ settings, mailboxUrl, signIns, password: demoPassword, took: since(started) }))
}

/** Returns what server and worker need for it. E-mails go to the mailbox as before, without the stand-in's template for them. */
async function textsIntoMailbox(mailbox: Mailbox): Promise<NodeJS.ProcessEnv> {
  const provider = await startNotifyDouble()
  undo.push(() => provider.stop())
  // So that anybody can see what becomes of a wrong number, and of one that is none any more after its code has come.
  provider.refuse({
    status: 400,
    error: 'ValidationError',
    message: 'phone_number Number is not valid',
    endsWith: '998',
  })
  provider.onAccepted((one) => {
    const { body = '' } = one.personalisation
    if (one.to.endsWith('999') && !body.includes('is your code')) return provider.report(one, 'permanent-failure')
    provider.report(one, 'delivered')
    mailbox.putText(one.to, body)
  })
  const { NOTIFY_EMAIL_TEMPLATE_ID: _, ...env } = provider.env
  return env
}

/** What is wrong with a DATABASE_URL, in a sentence. */
function explainDatabase(error: unknown): never {
  const { code } = error as { code?: string }
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'nobody answers there',
    ENOTFOUND: 'there is no such host',
    ETIMEDOUT: 'nobody answers there',
    '3D000': 'the server has no such database; create it first',
    '28P01': 'the user name or the password is not right',
    '28000': 'the server does not let this user in',
    '42501': 'this user may not create what is needed there; it must own the database',
  }
  const reason = reasons[code ?? '']
  if (!reason) throw error
  throw new Sentence(`The database of DATABASE_URL cannot be used: ${reason}.`)
}

async function embeddedDatabase({ dataDir, fresh }: Settings): Promise<string> {
  const directory = join(dataDir, 'postgres')
  if (fresh) await next('Old database deleted', () => removePostgres(directory))
  const postgres = await next('PostgreSQL', () => startPostgres({ dataDir: directory }))
  undo.push(() => postgres.stop(), supervisePostgres(postgres, directory, gaveUp.reject))
  return ensureDatabase(postgres.url, 'messages')
}

async function startParts(
  env: NodeJS.ProcessEnv,
  dataDir: string,
  port: number,
  host: string,
): Promise<string | undefined> {
  const parts = ['server', 'worker'].map((name) => {
    const entry = `server/src/${name === 'server' ? 'main' : 'worker'}.ts`
    return new Part({ name, entry, env, logFile: join(dataDir, 'log', `${name}.log`) })
  })
  undo.push(async () => {
    await Promise.all(parts.map((part) => part.stop()))
  })
  let died: Sentence | undefined
  for (const part of parts) {
    part.onDeath = (how) => (died = new Sentence(`The ${part.name} ${how}. The end of its log:\n${part.lastLines()}`))
    part.start()
  }
  const stillHopeful = () => {
    if (died) throw died
    if (stopping) throw new Sentence('Interrupted')
  }
  const origin = `http://${reachable(host)}:${port}`
  await untilWell(origin, stillHopeful, { enough: isWellButForMail })
  const mailAnswers = await untilWell(origin, stillHopeful, { timeoutMs: 12_000 }).then(
    () => true,
    () => false,
  )
  stillHopeful()
  undo.push(...parts.map((part) => supervise(part, gaveUp.reject)))
  return mailAnswers ? undefined : 'started, but the mail server does not answer: e-mails wait until it does'
}

/** The next step, unless somebody has asked to stop. */
async function next<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (stopping) throw new Sentence('Interrupted')
  return step(name, work)
}

async function stopAll(): Promise<void> {
  for (const undoOne of undo.splice(0).toReversed()) await undoOne()
}

/** Where a server that listens on every address can be asked. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
