/** Everything that is set from outside, read once at start; a wrong value stops the start with a sentence. */
import { z } from 'zod'

/** The password of every account of the demo. Refused unless the demo runs, so that it opens nothing anywhere else. */
export const demoPassword = 'a-quiet-demo-2026'

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true')
const minutes = z.coerce.number().positive()
const portNumber = z.coerce.number().int().min(1).max(65535)

const isUrl = (text: string, scheme: string) => text.startsWith(scheme) && URL.canParse(text)

const environment = z.object({
  DATABASE_URL: z
    .string('must be set: a PostgreSQL database, as in postgres://user:password@host/messages')
    .refine((text) => isUrl(text, 'postgres'), 'must be a whole address, as in postgres://user:password@host/messages'),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(16),
  SMTP_URL: z
    .string()
    .refine((text) => isUrl(text, 'smtp'), 'must be a whole address, as in smtp://user:password@host:587')
    .default('smtp://127.0.0.1:25'),
  MAIL_FROM: z.string().default('PatientView Messages <no-reply@localhost>'),
  STARTS_PER_DAY_PATIENT: z.coerce.number().int().min(1).default(30),
  STARTS_PER_DAY_STAFF: z.coerce.number().int().min(1).default(250),
  BROADCAST_STEP: z.coerce.number().int().min(1).max(5000).default(1000),
  BROADCAST_EMAILS_PER_SECOND: z.coerce.number().min(1).max(1000).default(10),
  BOUNCE_DOMAIN: z.hostname().optional(),
  BOUNCE_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  BOUNCE_HOST: z.string().optional(),
  NOTIFY_API_KEY: z
    .string()
    .regex(/^(.+-)?[0-9a-f-]{36}-[0-9a-f-]{36}$/, 'must be a whole key, as GOV.UK Notify shows it once when it is made')
    .optional(),
  NOTIFY_EMAIL_TEMPLATE_ID: z.uuid('must be the id of a template of GOV.UK Notify').optional(),
  NOTIFY_TEXT_TEMPLATE_ID: z.uuid('must be the id of a template of GOV.UK Notify').optional(),
  NOTIFY_URL: z.url().refine(isPrivate, 'must start with https://, because the names of people go there').optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z
    .string()
    .refine((text) => isUrl(text, 'http'), 'must be a whole address, as in https://messages.hospital.example')
    .optional(),
  ALLOWED_HOSTS: z.string().default(''),
  TRUST_PROXY: flag.default(false),
  DEMO: flag.default(false),
  SESSION_IDLE_MINUTES_PATIENT: minutes.default(30),
  SESSION_IDLE_MINUTES_STAFF: minutes.default(15),
  SESSION_ABSOLUTE_HOURS: minutes.default(12),
  SECRETS_KEY: z
    .string()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === 32, 'must be 32 random bytes in base64, as from: openssl rand -base64 32')
    .optional(),
  METRICS_PORT: portNumber.optional(),
  WORKER_METRICS_PORT: portNumber.optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug']).default('info'),
})

/** GOV.UK Notify: e-mails go through it when it has a template for them, and there are text messages when it has one. */
export interface NotifyConfig {
  apiKey: string
  url: string
  /** A template whose subject is ((subject)) and whose message is ((body)); null: e-mails go to the mail server. */
  emailTemplateId: string | null
  /** A template whose message is ((body)); null: there are no text messages. */
  textTemplateId: string | null
}

interface Address {
  host: string
  port: number
}

export interface Config {
  databaseUrl: string
  databasePool: number
  smtpUrl: string
  mailFrom: string
  /** How many new conversations one person starts within a day. */
  startsPerDay: { patient: number; staff: number }
  /** Conversations in one step of a broadcast: a stop is heeded, and a kill undoes, no more than this. */
  broadcastStep: number
  /** How fast e-mails of broadcasts follow each other, all together. */
  broadcastEmailsPerSecond: number
  /** Where mails that come back are listened for, and the domain of their return addresses; null: nowhere. */
  bounces: { domain: string; port: number; host: string } | null
  notify: NotifyConfig | null
  port: number
  host: string
  /** How browsers and e-mails reach the portal: scheme, host and port. */
  publicUrl: URL
  /** Values of the Host header that are answered. */
  allowedHosts: string[]
  trustProxy: boolean
  demo: boolean
  session: { idleMinutes: { patient: number; staff: number }; absoluteHours: number; warnSeconds: number }
  /** Under which secrets are kept in the database; null: such secrets are refused. */
  secretsKey: Buffer | null
  /** Where operators find the figures of each process; null: nowhere. */
  metrics: { server: Address | null; worker: Address | null }
  logLevel: z.infer<typeof environment>['LOG_LEVEL']
}

/** What is wrong with the settings, for whoever set them: nothing else is worth printing. */
export class WrongSettings extends Error {
  constructor(sentences: string[]) {
    super(`The settings are not right:\n${sentences.map((sentence) => `  ${sentence}`).join('\n')}`)
  }
}

/** For the start of a process: wrong settings end it with what is wrong, and without a trace of where that was found. */
export function configOrEnd(): Config {
  try {
    return readConfig()
  } catch (error) {
    if (!(error instanceof WrongSettings)) throw error
    process.stderr.write(`${error.message}\n`)
    return process.exit(1)
  }
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const result = environment.safeParse(env)
  if (!result.success) {
    throw new WrongSettings(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  }
  const set = result.data
  const publicUrl = new URL(set.PUBLIC_URL ?? `http://localhost:${set.PORT}`)
  return {
    databaseUrl: set.DATABASE_URL,
    databasePool: set.DATABASE_POOL,
    smtpUrl: set.SMTP_URL,
    mailFrom: set.MAIL_FROM,
    startsPerDay: { patient: set.STARTS_PER_DAY_PATIENT, staff: set.STARTS_PER_DAY_STAFF },
    broadcastStep: set.BROADCAST_STEP,
    broadcastEmailsPerSecond: set.BROADCAST_EMAILS_PER_SECOND,
    bounces: readBounces(set),
    notify: readNotify(set),
    port: set.PORT,
    host: set.HOST,
    publicUrl,
    allowedHosts: [
      publicUrl.host,
      `localhost:${set.PORT}`,
      `127.0.0.1:${set.PORT}`,
      ...set.ALLOWED_HOSTS.split(',').filter(Boolean),
    ],
    trustProxy: set.TRUST_PROXY,
    demo: set.DEMO,
    session: {
      idleMinutes: { patient: set.SESSION_IDLE_MINUTES_PATIENT, staff: set.SESSION_IDLE_MINUTES_STAFF },
      absoluteHours: set.SESSION_ABSOLUTE_HOURS,
      warnSeconds: 120,
    },
    secretsKey: set.SECRETS_KEY ?? null,
    metrics: {
      server: set.METRICS_PORT ? { host: set.METRICS_HOST, port: set.METRICS_PORT } : null,
      worker: set.WORKER_METRICS_PORT ? { host: set.METRICS_HOST, port: set.WORKER_METRICS_PORT } : null,
    },
    logLevel: set.LOG_LEVEL,
  }
}

function readBounces({ BOUNCE_DOMAIN: domain, BOUNCE_PORT: port, BOUNCE_HOST, HOST }: z.infer<typeof environment>) {
  if (domain && port) return { domain, port, host: BOUNCE_HOST ?? HOST }
  if (domain || port) throw new WrongSettings(['Set both of BOUNCE_DOMAIN and BOUNCE_PORT.'])
  return null
}

function readNotify(set: z.infer<typeof environment>): NotifyConfig | null {
  const { NOTIFY_API_KEY: apiKey, NOTIFY_URL: url = 'https://api.notifications.service.gov.uk' } = set
  const emailTemplateId = set.NOTIFY_EMAIL_TEMPLATE_ID ?? null
  const textTemplateId = set.NOTIFY_TEXT_TEMPLATE_ID ?? null
  const refuse = (sentence: string) => {
    throw new WrongSettings([sentence])
  }
  if (apiKey && !emailTemplateId && !textTemplateId)
    refuse('NOTIFY_API_KEY needs NOTIFY_EMAIL_TEMPLATE_ID, NOTIFY_TEXT_TEMPLATE_ID or both.')
  if (!apiKey && (emailTemplateId || textTemplateId || set.NOTIFY_URL))
    refuse('Set NOTIFY_API_KEY too, or leave out everything that starts with NOTIFY_.')
  return apiKey ? { apiKey, url: url.replace(/\/+$/, ''), emailTemplateId, textTemplateId } : null
}

/** Nobody listens on the way. */
function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1'].includes(hostname))
}
