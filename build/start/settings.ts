/** What `npm start` can be told, by options and by the environment. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Sentence } from '../progress.ts'
import { root } from '../shell.ts'

export interface Settings {
  fresh: boolean
  /** Text messages, by a stand-in for GOV.UK Notify. */
  texts: boolean
  host: string
  port: number
  mailboxPort: number
  dataDir: string
  /** The address in browsers and e-mails. */
  publicUrl: string
  /** Undefined: the embedded PostgreSQL. */
  databaseUrl: string | undefined
  /** Undefined: the mailbox. */
  smtpUrl: string | undefined
}

export const help = `npm start [-- options]

Starts everything: PostgreSQL, the server with the patient portal, the worker, and a mailbox that catches all e-mail.
Ctrl+C stops it. What was written stays for the next start.

  --fresh   delete the embedded database first and make the demo anew
  --texts   text messages as well: a stand-in for GOV.UK Notify puts them into the mailbox, and sends nothing
  --help    this text

Environment:
  PORT          of the portal and the API (3000)
  MAILBOX_PORT  of the mailbox's web page (3001)
  HOST          the address that both listen on (127.0.0.1)
  PUBLIC_URL    how browsers reach the portal (http://localhost:PORT)
  DATA_DIR      where the embedded database is kept (.data)
  DATABASE_URL  a PostgreSQL database of your own, 15 or newer, instead of the embedded one
  SMTP_URL      a mail server of your own, instead of the mailbox
  SECRETS_KEY   under which secrets are kept in the database: 32 random bytes in base64, as from openssl rand -base64 32
                (for the embedded database it is made, and kept in DATA_DIR; without it nobody can set up codes at sign-in)`

/** Undefined when only the help was asked for. */
export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings | undefined {
  const options = parse(args)
  if (options.help) return undefined
  const set = (name: string) => env[name]?.trim() || undefined
  const port = portFrom('PORT', set('PORT'), 3000)
  const mailboxPort = portFrom('MAILBOX_PORT', set('MAILBOX_PORT'), 3001)
  const smtpUrl = set('SMTP_URL')
  const databaseUrl = set('DATABASE_URL')
  if (port === mailboxPort && !smtpUrl)
    throw new Sentence(`PORT and MAILBOX_PORT are both ${port}. Set one of them to another number.`)
  if (options.fresh && databaseUrl) {
    throw new Sentence(
      '--fresh deletes the embedded database, but DATABASE_URL says to use one of yours, which this command never deletes. ' +
        'Unset DATABASE_URL, or empty your database yourself.',
    )
  }
  if (options.texts && (set('NOTIFY_API_KEY') || smtpUrl)) {
    throw new Sentence(
      '--texts puts text messages into the mailbox, but NOTIFY_API_KEY or SMTP_URL says to send for real. Unset both, or leave out --texts.',
    )
  }
  return {
    fresh: options.fresh,
    texts: options.texts,
    host: set('HOST') ?? '127.0.0.1',
    port,
    mailboxPort,
    dataDir: resolve(root, set('DATA_DIR') ?? '.data'),
    publicUrl: set('PUBLIC_URL') ?? `http://localhost:${port}`,
    databaseUrl,
    smtpUrl,
  }
}

function parse(args: string[]): { fresh: boolean; texts: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      args,
      options: { fresh: { type: 'boolean' }, texts: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
    return { fresh: values.fresh ?? false, texts: values.texts ?? false, help: values.help ?? false }
  } catch (error) {
    throw new Sentence(`${(error as Error).message}\n\n${help}`)
  }
}

function portFrom(name: string, value: string | undefined, usual: number): number {
  const port = Number(value ?? usual)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new Sentence(`${name} is "${value}", and a port is a number from 1 to 65535.`)
}
