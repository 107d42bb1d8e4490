/**
 * A real mail server that delivers nothing: every mail can be read on a web page, and as JSON by tests.
 * The demo sends its e-mail here.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Catcher, type Mail, type Misbehaviour, type Refusal } from './mailbox/catcher.ts'
import { listPage, mailPage, notFoundPage, pagePolicy } from './mailbox/pages.ts'
import { sendBack, type Report } from './mailbox/report.ts'

export interface Mailbox {
  smtpUrl: string
  smtpPort: number
  httpUrl: string
  /** Newest first. */
  messages(): Mail[]
  /** The newest mail that fits, as soon as there is one. */
  waitFor(fits: (mail: Mail) => boolean, timeoutMs?: number): Promise<Mail>
  clear(): void
  /** Answer with an error from now on, to everybody or to one address; `acceptAll` ends it. */
  refuse(refusal: Refusal): void
  /** A text message, beside the mails. */
  putText(to: string, text: string): void
  delay(milliseconds: number): void
  /** Once an address is said, say nothing more or hang up; `acceptAll` ends it. */
  misbehave(how: Misbehaviour): void
  /** Reports on a mail that was taken, to its return address; who listens for that does so at this port. */
  sendBack(mail: Mail, smtpPort: number, report: Report): Promise<void>
  acceptAll(): void
  stop(): Promise<void>
}

/** Without ports it takes free ones. Keeps the latest mails, so many of them. */
export async function startMailbox({
  smtpPort = 0,
  httpPort = 0,
  host = '127.0.0.1',
  keeps = 1000,
}: { smtpPort?: number; httpPort?: number; host?: string; keeps?: number } = {}): Promise<Mailbox> {
  const catcher = new Catcher({ keeps })
  const http = createServer((request, response) => answer(catcher, request, response))
  await new Promise<void>((done, failed) => {
    http.once('error', failed)
    http.listen(httpPort, host, done)
  })
  const port = await catcher.listen(smtpPort, '127.0.0.1')
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    smtpPort: port,
    httpUrl: `http://localhost:${(http.address() as AddressInfo).port}`,
    messages: () => catcher.mails(),
    waitFor: (fits, timeoutMs = 15_000) => waitFor(catcher, fits, timeoutMs),
    clear: () => catcher.clear(),
    refuse: (refusal) => catcher.refuse(refusal),
    putText: (to, text) => catcher.putText(to, text),
    delay: (milliseconds) => catcher.delay(milliseconds),
    misbehave: (how) => catcher.misbehave(how),
    sendBack,
    acceptAll: () => catcher.acceptAll(),
    async stop() {
      http.closeAllConnections()
      await Promise.all([catcher.close(), new Promise((done) => http.close(done))])
    },
  }
}

function waitFor(catcher: Catcher, fits: (mail: Mail) => boolean, timeoutMs: number): Promise<Mail> {
  return new Promise((done, failed) => {
    const look = () => {
      const found = catcher.mails().find(fits)
      if (!found) return false
      clearTimeout(timer)
      stopListening()
      done(found)
      return true
    }
    const timer = setTimeout(() => {
      stopListening()
      const there = catcher.mails().map(({ envelope, subject }) => `  ${envelope.to.join(', ')}: ${subject}`)
      failed(new Error(`No such mail came within ${timeoutMs} ms. In the mailbox:\n${there.join('\n') || '  nothing'}`))
    }, timeoutMs)
    const stopListening = catcher.onMail(look)
    look()
  })
}

function answer(catcher: Catcher, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://mailbox')
  const send = (status: number, type: string, body: string) => {
    response.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': pagePolicy,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    response.end(body)
  }
  if (request.method === 'DELETE' && pathname === '/messages') {
    catcher.clear()
    return void response.writeHead(204).end()
  }
  if (request.method !== 'GET') return send(405, 'text/plain', 'Not here')
  if (pathname === '/') return send(200, 'text/html', listPage(catcher.mails()))
  if (pathname === '/messages.json') return send(200, 'application/json', JSON.stringify(catcher.mails(), null, 2))

  const [, id, part] = /^\/messages\/(\d+)(?:\/(html|raw))?$/.exec(pathname) ?? []
  const mail = catcher.mails().find((candidate) => candidate.id === Number(id))
  if (!mail) return send(404, 'text/html', notFoundPage())
  if (part === 'raw') return send(200, 'text/plain', mail.raw)
  if (part === 'html') return send(200, 'text/html', `<base target="_blank">${mail.html}`)
  send(200, 'text/html', mailPage(mail))
}
