/**
 * A stand-in for GOV.UK Notify that sends nothing: its HTTP API as far as we use it, with tokens checked, and with the ways
 * to fail that tests ask for.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Accepted {
  id: string
  kind: 'email' | 'sms'
  to: string
  reference: string | null
  personalisation: Record<string, string>
  status: string
}

export interface NotifyRefusal {
  status: number
  error: string
  message: string
  /** How often; forever when left out. */
  times?: number
  /** Only of such numbers and addresses; of all when left out. */
  endsWith?: string
}

/** `stall`: says nothing. `drop`: hangs up. Once it has `accepted` what it is asked to send, or not. */
interface NotifyMisbehaviour {
  how: 'stall' | 'drop'
  accepts: boolean
}

export interface NotifyDouble {
  /** For the server and the worker. */
  env: Record<'NOTIFY_URL' | 'NOTIFY_API_KEY' | 'NOTIFY_EMAIL_TEMPLATE_ID' | 'NOTIFY_TEXT_TEMPLATE_ID', string>
  /** Newest first. */
  accepted: () => Accepted[]
  /** Everything that it was asked, as it came over the wire. */
  heard: () => string[]
  /** The newest that fits, as soon as there is one. */
  waitFor: (fits: (one: Accepted) => boolean, timeoutMs?: number) => Promise<Accepted>
  /** Calls back with each that it takes. */
  onAccepted: (hear: (one: Accepted) => void) => void
  refuse: (refusal: NotifyRefusal) => void
  misbehave: (how: NotifyMisbehaviour) => void
  /** What became of it, from now on. */
  report: (one: Accepted, status: string) => void
  /** What its templates say. */
  templates: { email: { subject: string; body: string }; sms: { body: string } }
  acceptAll: () => void
  clear: () => void
  stop: () => Promise<void>
}

const serviceId = '5d8cd6f6-8ac0-4c36-9d0b-6f8a1d6b9c01'
const secret = '0f1a6e3c-7b52-4b77-8c44-2b8f7c1f3e02'
const emailTemplateId = '8a6f2f1e-2d3b-4b0c-9c8e-5a1b2c3d4e03'
const textTemplateId = '3c9d8e7f-6a5b-4c4d-8e3f-2a1b0c9d8e04'

export async function startNotifyDouble(): Promise<NotifyDouble> {
  const accepted: Accepted[] = []
  const heard: string[] = []
  const listeners = new Set<() => void>()
  const templates: NotifyDouble['templates'] = {
    email: { subject: '((subject))', body: '((body))' },
    sms: { body: '((body))' },
  }
  let refusal: NotifyRefusal | undefined
  let misbehaviour: NotifyMisbehaviour | undefined

  const server = createServer((request, response) => void answer(request, response))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    const refuse = (status: number, error: string, message: string) =>
      reply(status, { status_code: status, errors: [{ error, message }] })
    const text = await bodyOf(request)
    heard.push(`${request.method} ${request.url} ${text}`)
    if (!isSigned(request)) return refuse(403, 'AuthError', 'Invalid token: signature, api token not found')
    const url = new URL(request.url ?? '/', 'http://double')
    const [, kind] = /^\/v2\/notifications\/(email|sms)$/.exec(url.pathname) ?? []
    if (request.method === 'POST' && (kind === 'email' || kind === 'sms'))
      return take(kind, JSON.parse(text) as Record<string, unknown>)
    if (request.method === 'GET' && url.pathname === '/v2/notifications') return list(url.searchParams)
    const [, templateId] = /^\/v2\/template\/([\w-]+)$/.exec(url.pathname) ?? []
    if (templateId === emailTemplateId) return reply(200, { id: templateId, type: 'email', ...templates.email })
    if (templateId === textTemplateId) return reply(200, { id: templateId, type: 'sms', ...templates.sms })
    const found = accepted.find(({ id }) => url.pathname === `/v2/notifications/${id}`)
    if (found) return reply(200, asNotify(found))
    refuse(404, 'NoResultFound', 'No result found')

    function list(query: URLSearchParams): void {
      const found = accepted.filter(
        ({ kind, reference, status }) =>
          (query.get('template_type') ?? kind) === kind &&
          (query.get('reference') ?? reference) === reference &&
          (query.get('status') ?? status) === status,
      )
      reply(200, { notifications: found.map(asNotify), links: { current: request.url } })
    }

    function take(kind: Accepted['kind'], asked: Record<string, unknown>): void {
      const to = asked[kind === 'email' ? 'email_address' : 'phone_number']
      if (refusal && String(to).endsWith(refusal.endsWith ?? '')) {
        const { status, error, message, times = Infinity } = refusal
        refusal = times > 1 ? { ...refusal, times: times - 1 } : undefined
        return refuse(status, error, message)
      }
      const personalisation = (asked.personalisation ?? {}) as Record<string, string>
      const isOurs = asked.template_id === (kind === 'email' ? emailTemplateId : textTemplateId)
      if (typeof to !== 'string' || !isOurs) return refuse(400, 'BadRequestError', 'Template not found')
      for (const field of kind === 'email' ? ['subject', 'body'] : ['body'])
        if (typeof personalisation[field] !== 'string')
          return refuse(400, 'BadRequestError', `Missing personalisation: ${field}`)
      const reference = (asked.reference as string | undefined) ?? null
      const one = { id: randomUUID(), kind, to, reference, personalisation, status: 'created' }
      if (!misbehaviour || misbehaviour.accepts) {
        accepted.unshift(one)
        for (const hear of listeners) hear()
      }
      if (misbehaviour?.how === 'drop') request.socket.destroy()
      if (!misbehaviour) reply(201, { ...asNotify(one), content: personalisation })
    }
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    env: {
      NOTIFY_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      NOTIFY_API_KEY: `a_key-${serviceId}-${secret}`,
      NOTIFY_EMAIL_TEMPLATE_ID: emailTemplateId,
      NOTIFY_TEXT_TEMPLATE_ID: textTemplateId,
    },
    accepted: () => [...accepted],
    onAccepted: (hear) => void listeners.add(() => hear(accepted[0]!)),
    heard: () => [...heard],
    waitFor: (fits, timeoutMs = 15_000) =>
      new Promise((done, failed) => {
        const look = () => {
          const found = accepted.find(fits)
          if (!found) return
          clearTimeout(timer)
          listeners.delete(look)
          done(found)
        }
        const timer = setTimeout(() => {
          listeners.delete(look)
          failed(new Error(`Nothing such was sent within ${timeoutMs} ms.`))
        }, timeoutMs)
        listeners.add(look)
        look()
      }),
    refuse: (how) => (refusal = how),
    misbehave: (how) => (misbehaviour = how),
    report: (one, status) => (accepted.find(({ id }) => id === one.id)!.status = status),
    templates,
    acceptAll: () => (refusal = misbehaviour = undefined),
    clear: () => {
      accepted.length = 0
      heard.length = 0
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function asNotify({ id, kind, to, reference, status }: Accepted) {
  return { id, reference, type: kind, status, [kind === 'email' ? 'email_address' : 'phone_number']: to }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

/** A token as Notify demands it: by this service, signed with its key, made within the last 30 seconds. */
function isSigned({ headers }: IncomingMessage): boolean {
  const [, head = '', claims = '', signature = ''] =
    /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(headers.authorization ?? '') ?? []
  if (!signature) return false
  const expected = createHmac('sha256', secret).update(`${head}.${claims}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  const { iss, iat } = read(claims)
  return read(head).alg === 'HS256' && iss === serviceId && Math.abs(Date.now() / 1000 - Number(iat)) < 30
}
