/** The way to the server. Only the main process has one: the renderer's session refuses every request to the network. */
import { session } from 'electron'
import { ApiProblem, createClient, NoAnswer, overHttp, type Client } from 'server/client'
import { apiPrefix, problems, type SessionEnds } from 'server/contract'
import type { Outcome, Problem } from '../bridge.ts'

/** Put in by the build: where the packaged app finds its server. */
declare const __SERVER__: string

/**
 * A packaged app talks to the server that it was packaged for: on a shared PC an environment variable must not be able to
 * send everybody's password somewhere else.
 */
export function serverOrigin({ packaged, env }: { packaged: boolean; env: NodeJS.ProcessEnv }): string {
  const text = (!packaged && env.PATIENTVIEW_SERVER) || __SERVER__
  const url = new URL(text)
  const thisPc = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && thisPc))
    throw new Error(`The server must be reached over https, so ${url.origin} is refused (http only on localhost).`)
  return url.origin
}

export type Server = ReturnType<typeof connectTo>

export function connectTo(origin: string) {
  // In memory (no `persist:`), and apart from the renderer's. Its fetch goes through the PC's proxy and certificates.
  const network = session.fromPartition('server', { cache: false })
  /** How far the server's clock is ahead of this PC's, in milliseconds: ward PCs are often wrong by minutes. */
  let ahead = 0

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await network.fetch(input instanceof URL ? input.href : input, {
      ...init,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
    })
    const date = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(date)) ahead = date - Date.now()
    return response
  }
  const authorised = (token: string) => ({ authorization: `Bearer ${token}` })

  return {
    origin,
    /** Before signing in. */
    anybody: createClient(overHttp({ origin, fetch })),
    /** What the person does moves the idle limit; what the app does by itself says `x-background` and does not. */
    as: (token: string): { person: Client; app: Client } => ({
      person: createClient(overHttp({ origin, fetch, headers: () => authorised(token) })),
      app: createClient(overHttp({ origin, fetch, headers: () => ({ ...authorised(token), 'x-background': '1' }) })),
    }),
    openStream: (token: string, signal: AbortSignal) =>
      fetch(new URL(`${apiPrefix}/live`, origin), {
        headers: { ...authorised(token), accept: 'text/event-stream', 'x-background': '1' },
        signal,
      }),
    now: () => Date.now() + ahead,
    /** The limits by the clock of this PC. */
    onThisClock: (ends: SessionEnds): SessionEnds => ({
      ...ends,
      idleEndsAt: new Date(Date.parse(ends.idleEndsAt) - ahead).toISOString(),
      endsAt: new Date(Date.parse(ends.endsAt) - ahead).toISOString(),
    }),
  }
}

/** A call's result or error in the shape that crosses to the renderer. */
export async function outcomeOf<Value>(call: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await call }
  } catch (error) {
    return { ok: false, problem: problemOf(error) }
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) {
    const { status, code, message, fields, newer, patients, earlier } = error
    return {
      status,
      code,
      message,
      fields,
      newer,
      ...(patients !== undefined && { patients }),
      ...(earlier !== undefined && { earlier }),
    }
  }
  if (error instanceof NoAnswer) return { status: 0, code: 'offline', message: error.message, fields: {}, newer: [] }
  // An answer that is not what the contract promises. Its content stays here: it may be about a patient.
  return { status: 500, code: 'unexpected', message: problems.unexpected.message, fields: {}, newer: [] }
}
