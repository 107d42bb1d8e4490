/**
 * The one typed client of the API. It knows the endpoints; how a request travels is the transport's business:
 * inside the server's process for the portal, over HTTP for the desktop's main process and the tests.
 */
import type { Endpoint, InputOf, Method, ResponseOf } from './endpoint.ts'
import { api, apiPrefix, type Api } from './index.ts'
import { problemReply, problems, type ProblemCode, type ProblemReply, type SessionEnd } from './problem.ts'

export interface ClientRequest {
  /** The endpoint's name, and its path's parameters, for a transport that needs no path. */
  name: string
  params: Record<string, unknown>
  method: Method
  /** With the prefix and the path's parameters filled in; without the query. */
  path: string
  query: Record<string, unknown>
  body: Record<string, unknown> | undefined
}

/** Carries one request; rejects only when there was no answer at all. */
export type Transport = (request: ClientRequest) => Promise<{ status: number; body: unknown }>

/** What a client call rejects with when the server answered with a problem. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly fields: Record<string, string>
  readonly newer: unknown[]
  readonly ticket: string | undefined
  readonly patients: number | undefined
  readonly earlier: unknown
  /** Why the session is over, if the server knows. */
  readonly ended: SessionEnd | undefined

  constructor(status: number, reply: ProblemReply) {
    super(reply.message)
    this.name = 'ApiProblem'
    this.status = status
    this.code = reply.code
    this.fields = reply.fields ?? {}
    this.newer = reply.newer ?? []
    this.ticket = reply.ticket
    this.patients = reply.patients
    this.earlier = reply.earlier
    this.ended = reply.ended
  }
}

/** What a client call rejects with when there was no answer: offline, or the server is away. */
export class NoAnswer extends Error {
  constructor(cause: unknown) {
    super('The service cannot be reached at the moment.', { cause })
    this.name = 'NoAnswer'
  }
}

/** Endpoints without input, or with none that is required, are called without any. */
type Call<E extends Endpoint> =
  Record<never, never> extends InputOf<E>
    ? (input?: InputOf<E>) => Promise<ResponseOf<E>>
    : (input: InputOf<E>) => Promise<ResponseOf<E>>

export type Client = { [Name in Exclude<keyof Api, 'live'>]: Call<Api[Name]> }

export function createClient(transport: Transport): Client {
  const calls = Object.entries(api as Record<string, Endpoint>).map(([name, endpoint]) => [
    name,
    (input: Record<string, unknown> = {}) => call(transport, requestFor(name, endpoint, input), endpoint),
  ])
  return Object.fromEntries(calls) as Client
}

async function call(transport: Transport, request: ClientRequest, endpoint: Endpoint): Promise<unknown> {
  const answer = await transport(request).catch((error: unknown) => {
    throw new NoAnswer(error)
  })
  if (answer.status >= 200 && answer.status < 300) return endpoint.response.parse(answer.body ?? undefined)
  const reply = problemReply.safeParse(answer.body)
  throw new ApiProblem(
    answer.status,
    reply.success ? reply.data : { code: 'unexpected', message: problems.unexpected.message },
  )
}

/** Sorts an endpoint's input into path, query and body. */
export function requestFor(name: string, endpoint: Endpoint, input: Record<string, unknown>): ClientRequest {
  const pick = (fields: string[]) =>
    Object.fromEntries(fields.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]))
  const path = endpoint.path.replace(/:(\w+)/g, (_, param: string) => encodeURIComponent(String(input[param])))
  const bodyFields = Object.keys(endpoint.body.shape)
  return {
    name,
    params: pick(Object.keys(endpoint.params.shape)),
    method: endpoint.method,
    path: apiPrefix + path,
    query: pick(Object.keys(endpoint.query.shape)),
    body: bodyFields.length > 0 ? pick(bodyFields) : undefined,
  }
}

/** The transport over HTTP. `headers` is asked before every request, for the token of the moment. */
export function overHttp({
  origin,
  headers = () => ({}),
  fetch = globalThis.fetch,
}: {
  origin: string
  headers?: () => Record<string, string>
  fetch?: typeof globalThis.fetch
}): Transport {
  return async ({ method, path, query, body }) => {
    const url = new URL(path, origin)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
    const response = await fetch(url, {
      method,
      headers: { ...headers(), ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : parseJson(text) }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * What the server puts on the Node request (as `portalDoor`) before it hands it to the portal: the API without a
 * detour through the network, for whoever holds the session token of the request's cookie.
 */
export interface PortalDoor {
  /** `background`: the person did not cause this request, so it does not move the session's idle limit. */
  transport(session: { token: string | undefined; background: boolean }): Transport
  /** The name of the session cookie: `__Host-session` on https, `session` on http. */
  cookieName: string
  /** Whether the cookie may only travel over https. */
  secure: boolean
}
