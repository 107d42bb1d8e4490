/** Starts the job runner: what happens after a transaction has committed, in a process of its own. */
import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Logger, parseCronItems, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker'
import { accountJobs } from './accounts/jobs.ts'
import { broadcastJobs } from './broadcasts/jobs.ts'
import { measureBroadcasts } from './broadcasts/measure.ts'
import { configOrEnd } from './config.ts'
import { connect } from './db/connect.ts'
import { Announcer } from './db/listen.ts'
import { beat, heartbeatSeconds } from './health.ts'
import { createLog } from './log.ts'
import { measureJobs } from './metrics/jobMetrics.ts'
import { measureDatabase, measureProcess } from './metrics/processMetrics.ts'
import { Registry } from './metrics/Registry.ts'
import { serveMetrics } from './metrics/serveMetrics.ts'
import { listenForBounces } from './notifications/bounceListener.ts'
import type { Channels } from './notifications/channels/Channel.ts'
import { createChannels } from './notifications/channels/channels.ts'
import { measureDeliveries } from './notifications/deliveryMetrics.ts'
import { notificationJobs } from './notifications/jobs.ts'
import { patientJobs } from './patients/jobs.ts'
import { releaseJobsOfTheDead } from './releaseJobs.ts'

const config = configOrEnd()
const log = createLog('worker', config)
const db = connect(config)
const announcer = new Announcer(db, log)
const instance = randomUUID()

const registry = new Registry()
measureProcess(registry)
measureDatabase(registry, db)
measureJobs(registry, db)
measureBroadcasts(registry, db)
let mailIsWell: boolean | undefined
registry.gauge('patientview_mail_server_up', '1 when the mail server answered this worker lately.', () =>
  mailIsWell === undefined ? [] : [{ value: Number(mailIsWell) }],
)

let textsAreWell: boolean | undefined
registry.gauge(
  'patientview_text_messages_up',
  '1 when GOV.UK Notify and its template for texts answered lately.',
  () => (textsAreWell === undefined ? [] : [{ value: Number(textsAreWell) }]),
)
const notifyProblems = registry.counter(
  'patientview_notify_problems_total',
  'What GOV.UK Notify refused because of its key, a template or a limit, by the status of its answer.',
)
const channels = createChannels(config, {
  onProblem: ({ status, error }) => {
    notifyProblems.increase({ status: String(status) })
    log.warn({ status, error }, 'GOV.UK Notify refuses this service: its key or a template is not right')
  },
})

const jobs = {
  ...accountJobs({ db }),
  ...patientJobs({ db }),
  ...broadcastJobs({ ...config, db, announcer }),
  ...measureDeliveries(registry, db, notificationJobs({ ...config, db, channels, announcer })),
}

/** Says that this process lives, and gives back what dead ones hold. */
async function showLife(): Promise<void> {
  await beat(db, { part: 'worker', instance, well: workerIds.length > 0, workerIds })
  await releaseJobsOfTheDead(db)
}

function isWell({ verify }: Pick<Channels['email'], 'verify'>): Promise<boolean> {
  return verify().then(
    () => true,
    () => false,
  )
}

async function askMail(): Promise<void> {
  const well = await isWell(channels.email)
  mailIsWell = well
  await beat(db, { part: 'mail', instance, well })
  if (channels.text) textsAreWell = await isWell(channels.text)
}

// Workers are made while `run` starts, so somebody has to listen before.
const workerIds: string[] = []
const events: WorkerEvents = new EventEmitter()
events.on('worker:create', ({ worker }) => workerIds.push(worker.workerId))

const stopping = new AbortController()
const isStopping = () => stopping.signal.aborted
let runner: Runner | undefined

/** The runner ends when the database is away at the wrong moment, and does not begin while it is; then another follows. */
async function work(): Promise<void> {
  while (!isStopping()) {
    // What the one before still holds is given back when its ids are claimed no more.
    workerIds.length = 0
    try {
      runner = await startRunner()
      if (isStopping()) await runner.stop()
      else await showLife().catch(() => undefined)
      await runner.promise
    } catch (error) {
      log.warn({ err: error }, 'the job runner ended')
    }
    await pause(1000, undefined, { signal: stopping.signal }).catch(() => undefined)
  }
}

function startRunner(): Promise<Runner> {
  return run({
    events,
    connectionString: config.databaseUrl,
    concurrency: 8,
    maxPoolSize: 12,
    pollInterval: 1000,
    noHandleSignals: true,
    taskList: jobs as unknown as TaskList,
    // In batches the runner hears of a failure to write down what was done; otherwise it would end the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    parsedCronItems: parseCronItems([
      ...['sweepDeliveries', 'sweepBroadcasts', 'askProvider'].map((task) => ({
        task,
        match: '* * * * *',
        options: { backfillPeriod: 0 },
      })),
      // In the small hours; by a worker that was down then, when it is back.
      ...['forgetProvedBefore', 'forgetLookups'].map((task) => ({
        task,
        match: '40 2 * * *',
        options: { backfillPeriod: 86_400_000 },
      })),
    ]),
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') log.warn(message)
    }),
  })
}

/**
 * When PostgreSQL goes away while the runner gives its listening connection back, it does so twice and hears nothing of
 * the error; it connects anew all the same. Whatever else nobody catches ends the process, as it should.
 */
process.on('unhandledRejection', (reason) => {
  if (!(reason instanceof Error) || !/^Release called on client which has already been released/.test(reason.message))
    throw reason
  log.warn({ err: reason }, 'the job runner gave a connection back twice')
})

const working = work()

const bounceListener = config.bounces && listenForBounces({ db, announcer, log, bounces: config.bounces })

const metrics = config.metrics.worker && (await serveMetrics(registry, config.metrics.worker))

async function regularly(show: () => Promise<void>): Promise<void> {
  while (!isStopping()) {
    await show().catch((error: unknown) => log.warn({ err: error }, 'no sign of life'))
    await pause(heartbeatSeconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined)
  }
}
// Apart, because a mail server that does not answer must not make this process look dead.
const living = regularly(showLife)
void regularly(askMail)
log.info('ready')

async function stop(): Promise<void> {
  stopping.abort()
  await living
  await bounceListener?.stop()
  await runner?.stop().catch(() => undefined)
  await working
  await metrics?.stop()
  channels.email.close()
  channels.text?.close()
  await announcer.settled()
  await db.destroy()
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    setTimeout(() => process.exit(1), 8000).unref()
    void stop().then(() => process.exit(0))
  })
}
