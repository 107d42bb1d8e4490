/**
 * The whole system for an end-to-end test: a database of its own, the mailbox, and server and worker as processes,
 * all on free ports. What the server and the worker say is in test-results/.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { fillDemo } from '../demo/fill.ts'
import { startMailbox, type Mailbox } from '../mailbox.ts'
import { createDatabase, dropDatabase } from '../migrate.ts'
import { startNotifyDouble, type NotifyDouble } from '../notifyDouble.ts'
import { freePort } from '../postgres.ts'
import { root } from '../shell.ts'
import { untilWell } from '../system/health.ts'
import { Part } from '../system/Part.ts'
import { adminUrlVariable, templateDatabase } from '../test/postgres.ts'

export interface RunningSystem {
  /** Of the portal; the API is below /api. */
  portalUrl: string
  mailbox: Mailbox
  /** Where text messages go. */
  provider: NotifyDouble
  databaseUrl: string
  /** As a crash would end them. */
  killServer(): Promise<void>
  killWorker(): Promise<void>
  /** Start again what was killed; done when everything is well. */
  startServer(): Promise<void>
  startWorker(): Promise<void>
  stop(): Promise<void>
}

/** With the demo unless told otherwise. `env` is for the server and the worker, for example short sessions. */
export async function startSystem({
  demo = true,
  env = {},
  serverEnv = {},
  workerEnv = {},
  mailsKept = 1000,
}: {
  demo?: boolean
  env?: Record<string, string>
  /** For one of them alone. */
  serverEnv?: Record<string, string>
  workerEnv?: Record<string, string>
  mailsKept?: number
} = {}): Promise<RunningSystem> {
  const adminUrl = process.env[adminUrlVariable]
  if (!adminUrl)
    throw new Error(
      `${adminUrlVariable} is not set: run the journeys by "npm run e2e" or with build/playwright.config.ts.`,
    )
  const name = `e2e_${randomUUID().replaceAll('-', '')}`
  const databaseUrl = await createDatabase(adminUrl, name, templateDatabase)
  if (demo) await fillDemo(databaseUrl)
  const mailbox = await startMailbox({ keeps: mailsKept })
  const provider = await startNotifyDouble()
  const { NOTIFY_EMAIL_TEMPLATE_ID: _, ...forTexts } = provider.env
  const port = await freePort()
  const portalUrl = `http://localhost:${port}`

  const partEnv = {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    SMTP_URL: mailbox.smtpUrl,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: portalUrl,
    DEMO: '1',
    SECRETS_KEY: randomBytes(32).toString('base64'),
    ...forTexts,
    ...env,
  }
  const part = (partName: string, entry: string, own: Record<string, string>) =>
    new Part({
      ...{ name: partName, entry, env: { ...partEnv, ...own } },
      logFile: join(root, 'test-results/log', name, `${partName}.log`),
    })
  const server = part('server', 'server/src/main.ts', serverEnv)
  const worker = part('worker', 'server/src/worker.ts', workerEnv)

  let died: Error | undefined
  for (const one of [server, worker]) {
    one.onDeath = (how) => (died = new Error(`The ${one.name} ${how}:\n${one.lastLines(30)}`))
  }
  const start = async (...parts: Part[]) => {
    for (const one of parts) one.start()
    await untilWell(portalUrl, () => {
      if (died) throw died
    })
  }
  const stop = async () => {
    await Promise.all([server.stop(), worker.stop()])
    await mailbox.stop()
    await provider.stop()
    await dropDatabase(adminUrl, name)
    if (died) throw died
  }
  try {
    await start(server, worker)
  } catch (error) {
    died = undefined
    await stop()
    throw error
  }
  return {
    portalUrl,
    mailbox,
    provider,
    databaseUrl,
    killServer: () => server.kill(),
    killWorker: () => worker.kill(),
    startServer: () => start(server),
    startWorker: () => start(worker),
    stop,
  }
}
