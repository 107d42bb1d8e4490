/**
 * A small mail server of our own, to which the reports about our mails come back. It takes nothing else: only from the
 * empty sender that reports have, only to a return address that one of our mails has, little, and it sends nothing on.
 */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { Config } from '../config.ts'
import type { Database } from '../db/connect.ts'
import type { Announcer } from '../db/listen.ts'
import type { Log } from '../log.ts'
import { networkOf } from '../http/networkOf.ts'
import { hearBounce, isReturnId } from './hearBounce.ts'
import { readReport } from './readReport.ts'
import { readReturnAddress } from './returnAddress.ts'

/** Our own mails are a few thousand characters, and a report holds at most one of them. */
const mostBytes = 64 * 1024
/** What one connection may take in all, however it draws it out. */
const longestMs = 120_000
/** In one connection; then it ends. */
const mostWrongAddresses = 5
const secondsUntilNextTry = 5
/** At a time, in all and from one place, so that nobody keeps the others out by holding connections. */
const mostConnections = 50
const mostOfOnePlace = 5

interface Parts {
  db: Database
  announcer: Announcer
  log: Log
  bounces: NonNullable<Config['bounces']>
}

export interface BounceListener {
  /** The port, when it listens. */
  ready: Promise<number>
  stop: () => Promise<void>
}

export function listenForBounces({ db, announcer, log, bounces: { host, port, domain } }: Parts): BounceListener {
  const idOf = ({ address }: { address: string }) => readReturnAddress(address, domain)
  const server = new SMTPServer({
    name: domain,
    banner: 'reports about our own mails only',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: mostBytes,
    rejectOversized: true,
    maxRecipients: 1,
    maxClients: mostConnections,
    socketTimeout: 30_000,
    closeTimeout: 1000,
    onConnect: (session, callback) => {
      const place = networkOf(session.remoteAddress)
      const fromThere = [...server.connections].filter(({ session: { remoteAddress } }) => {
        return remoteAddress && networkOf(remoteAddress) === place
      })
      if (fromThere.length > mostOfOnePlace) return callback(no(421, 'Too many connections from there; come again'))
      const isItsOwn = (connection: { session: unknown }) => connection.session === session
      setTimeout(() => [...server.connections].find(isItsOwn)?.close(), longestMs).unref()
      callback()
    },
    onMailFrom: ({ address }, _session, callback) => {
      callback(address === '' ? null : no(550, 'Nobody reads this address; only delivery reports are taken'))
    },
    onRcptTo: (recipient, session, callback) => {
      void known(idOf(recipient)).then((refused) => {
        callback(
          refused && mayAskOn(session) ? refused : refused && no(421, 'Too many addresses that are none of ours'),
        )
      })
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      let size = 0
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size <= mostBytes) chunks.push(chunk)
      })
      stream.on('error', callback)
      stream.on('end', () => {
        if (stream.sizeExceeded) return callback(no(552, 'No report is as large as that'))
        const [recipient] = session.envelope.rcptTo
        void hear(recipient && idOf(recipient), Buffer.concat(chunks)).then(callback)
      })
    },
  })
  // A client that drops its connection in the middle is the client's affair.
  server.on('error', () => undefined)

  const wrongAddresses = new WeakMap<object, number>()
  /** Return addresses cannot be guessed, and nobody is to try it by the thousand. */
  function mayAskOn(session: object): boolean {
    const wrong = (wrongAddresses.get(session) ?? 0) + 1
    wrongAddresses.set(session, wrong)
    return wrong < mostWrongAddresses
  }

  async function known(returnId: string | undefined): Promise<Error | null> {
    if (!returnId) return no(550, 'No such address')
    const found = await db.transaction((trx) => isReturnId(trx, returnId)).catch(failed)
    if (found === undefined) return no(451, 'Try again later')
    return found ? null : no(550, 'No such address')
  }

  /** Written down before the other side is told that it was taken. */
  async function hear(returnId: string | undefined, source: Buffer): Promise<Error | null> {
    const failure = await readReport(source)
    if (!failure || !returnId) return null
    const heard = await db.transaction((trx) => hearBounce(trx, returnId, failure)).catch(failed)
    if (!heard) return no(451, 'Try again later')
    announcer.tell(heard)
    log.info({ status: failure.status }, 'a mail came back')
    return null
  }

  function failed(error: unknown): undefined {
    log.warn({ err: error }, 'a report could not be written down')
  }

  const listening = Promise.withResolvers<number>()
  let again: NodeJS.Timeout | undefined
  const tryToListen = () => server.listen(port, host)
  /** Another worker on this machine may have the port; when it ends, this one takes over. */
  const tryLater = ({ code }: NodeJS.ErrnoException) => {
    log.warn({ code }, 'cannot listen for mails that come back')
    again = setTimeout(tryToListen, secondsUntilNextTry * 1000)
  }
  server.server.on('error', tryLater)
  server.server.once('listening', () => {
    server.server.off('error', tryLater)
    listening.resolve((server.server.address() as AddressInfo).port)
  })
  tryToListen()
  return {
    ready: listening.promise,
    stop: () => {
      clearTimeout(again)
      return new Promise((done) => server.close(() => done()))
    },
  }
}

function no(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
