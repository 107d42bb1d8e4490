/**
 * A real mail server, and the real job runner with the jobs of this house: `const post = await aPostOffice(house, url)`,
 * and after something was sent, `await post.workOff()`. Everything is stopped when the file's tests are over.
 */
import { EventEmitter } from 'node:events'
import { Logger, runOnce, type TaskList, type WorkerEvents } from 'graphile-worker'
import { afterAll } from 'vitest'
import { startMailbox, type Mailbox } from '../../build/mailbox.ts'
import type { Mail } from '../../build/mailbox/catcher.ts'
import { accountJobs } from '../src/accounts/jobs.ts'
import type { Report } from '../../build/mailbox/report.ts'
import { broadcastJobs } from '../src/broadcasts/jobs.ts'
import { readConfig } from '../src/config.ts'
import { Announcer } from '../src/db/listen.ts'
import { rows } from '../src/db/rows.ts'
import { createLog } from '../src/log.ts'
import { listenForBounces } from '../src/notifications/bounceListener.ts'
import { Delivery } from '../src/notifications/Delivery.ts'
import type { Channels, EmailChannel } from '../src/notifications/channels/Channel.ts'
import { createChannels } from '../src/notifications/channels/channels.ts'
import type { NotifyProblem } from '../src/notifications/channels/notify.ts'
import { smtp } from '../src/notifications/channels/smtp.ts'
import { notificationJobs } from '../src/notifications/jobs.ts'
import { patientJobs } from '../src/patients/jobs.ts'
import type { TestHouse } from './as.ts'
import type { Person } from './build.ts'

export interface PostOffice {
  mailbox: Mailbox
  mailer: EmailChannel
  /** Those that the jobs use: with `env` also GOV.UK Notify. */
  channels: Channels
  /** What the channels have said that somebody must put right. */
  problems: NotifyProblem[]
  /** What o’clock it is for the jobs; null: what it is. */
  clock: { now: Date | null }
  jobs: ReturnType<typeof accountJobs> &
    ReturnType<typeof patientJobs> &
    ReturnType<typeof broadcastJobs> &
    ReturnType<typeof notificationJobs>
  /** A mailer of this house to another server, or with less patience. */
  aMailer: (options: { smtpUrl?: string; attemptMs?: number }) => EmailChannel
  /** Does every job that is due, and those that follow from it at once. Fails when one of them does. */
  workOff: () => Promise<void>
  /** As if the pauses before the next try, and between the e-mails of a broadcast, were over. */
  letPausesPass: () => Promise<void>
  deliveriesOf: (messageId: string) => Promise<Delivery[]>
  deliveryTo: (person: Person, messageId: string, channel?: Delivery['channel']) => Promise<Delivery>
  /** A mail server reports on a mail that it had taken. */
  sendBack: (mail: Mail, report: Report) => Promise<void>
  /** Where reports come back to. */
  bouncePort: number
  /** Everything that the job runner has said. */
  log: string[]
}

export const publicUrl = new URL('https://messages.example.org')
export const bounceDomain = 'bounces.example.org'

/** `env` for what the worker is told besides, say NOTIFY_API_KEY. */
export async function aPostOffice(
  { db }: TestHouse,
  databaseUrl: string,
  env: Record<string, string> = {},
  onLogLine?: (line: string) => void,
): Promise<PostOffice> {
  const mailbox = await startMailbox()
  const bounces = { domain: bounceDomain, port: 0, host: '127.0.0.1' }
  const read = readConfig({
    DATABASE_URL: databaseUrl,
    SMTP_URL: mailbox.smtpUrl,
    LOG_LEVEL: onLogLine ? 'debug' : 'silent',
    ...env,
  })
  const config = { ...read, bounces }
  const mailers: EmailChannel[] = []
  const aMailer: PostOffice['aMailer'] = ({ smtpUrl = mailbox.smtpUrl, attemptMs }) => {
    const mailer = smtp({ ...config, smtpUrl }, { attemptMs })
    mailers.push(mailer)
    return mailer
  }
  const mailer = aMailer({})
  const problems: NotifyProblem[] = []
  const channels = {
    ...createChannels(config, { onProblem: (problem) => problems.push(problem), timeoutMs: 500 }),
    ...(!config.notify?.emailTemplateId && { email: mailer }),
  }
  const clock: PostOffice['clock'] = { now: null }
  const quiet = createLog('test', config, onLogLine && { write: onLogLine })
  const announcer = new Announcer(db, quiet)
  const listener = listenForBounces({ db, announcer, log: quiet, bounces })
  const bouncePort = await listener.ready
  const told = { channels, problems, clock }
  const parts = { db, channels, announcer, publicUrl, clock: () => clock.now ?? new Date() }
  const jobs = {
    ...accountJobs({ db }),
    ...patientJobs({ db }),
    ...broadcastJobs({ ...config, db, announcer }),
    ...notificationJobs({ ...parts, broadcastEmailsPerSecond: 1000 }),
  }
  afterAll(async () => {
    for (const one of mailers) one.close()
    await listener.stop()
    await mailbox.stop()
  })

  const log: string[] = []
  async function workOff(): Promise<void> {
    const failures: unknown[] = []
    const events: WorkerEvents = new EventEmitter()
    events.on('job:error', ({ error }) => failures.push(error))
    await runOnce({
      events,
      connectionString: databaseUrl,
      concurrency: 4,
      noHandleSignals: true,
      taskList: jobs as unknown as TaskList,
      // Else it may be over before what it has done is written down: a job then stays behind, or its next try does not come.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      logger: new Logger(() => (_, message, meta) => log.push(`${message} ${JSON.stringify(meta)}`)),
    })
    await announcer.settled()
    if (failures.length > 0) throw new AggregateError(failures, 'Jobs failed')
  }

  async function letPausesPass(): Promise<void> {
    await db.raw(`update deliveries set next_try_at = now() where next_try_at > now()`)
    await db.raw(`update broadcasts set paced_at = null where paced_at is not null`)
    await db.raw(`update news_items set paced_at = now() - interval '1 second' where paced_at is not null`)
    await db.raw(
      `select graphile_worker.reschedule_jobs(array_agg(id), run_at => now()) from graphile_worker.jobs having count(*) > 0`,
    )
  }

  const deliveriesOf = (messageId: string) => db.transaction(async (trx) => Delivery.query(trx).where({ messageId }))
  const deliveryTo: PostOffice['deliveryTo'] = async ({ id }, messageId, channel = 'email') => {
    const found = (await deliveriesOf(messageId)).find((one) => one.accountId === id && one.channel === channel)
    if (!found) throw new Error('No delivery was made for this person')
    return found
  }
  const sendBack: PostOffice['sendBack'] = (mail, report) => mailbox.sendBack(mail, bouncePort, report)
  const reading = { deliveriesOf, deliveryTo, log }
  return { mailbox, mailer, ...told, jobs, aMailer, workOff, letPausesPass, sendBack, bouncePort, ...reading }
}

/** As the builder gives it when none is named. */
export const emailOf = ({ username }: Person) => `${username}@example.org`

/** How many jobs of this name wait. */
export async function jobsNamed({ db }: TestHouse, name: string): Promise<number> {
  return (await rows(db, 'select from graphile_worker.jobs where task_identifier = :name', { name })).length
}

/** The link in a mail. */
export function linkIn({ text }: Pick<Mail, 'text'>): URL {
  return new URL(/https?:\S+/.exec(text)![0])
}
