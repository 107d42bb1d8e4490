/**
 * From a request to a reply, the same for every endpoint and every way in (HTTP, the portal in this process):
 * the right kind of caller, validated input, one transaction, the verb, and a reply that shows what the contract shows
 * and nothing else.
 */
import type { z } from 'zod'
import type { Caller, Endpoint, ParsedInputOf, ReplyOf } from '../contract/endpoint.ts'
import { nothing } from '../contract/endpoint.ts'
import type { Database, Transaction } from '../db/connect.ts'
import type { Announcement, Announcer } from '../db/listen.ts'
import { isDatabaseAway } from '../db/isDatabaseAway.ts'
import { sqlState } from '../db/sqlState.ts'
import { Problem } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Actor, Scene } from './scene.ts'

/** A request, whichever way it came. */
export interface Call {
  token: string | undefined
  /** The person did not cause it (a refresh behind their back), so it does not move the session's idle limit. */
  background: boolean
  /** From where it came: an address, or for IPv6 a network (`networkOf`). */
  address: string
  /** What the browser or the app says of itself. */
  userAgent?: string
  requestId: string
  params: unknown
  query: unknown
  body: unknown
}

/** What an endpoint without a signed-in caller works with; it opens its transactions itself. */
export interface Threshold extends Omit<Scene<null>, 'actor' | 'trx'> {
  call: Call
  transaction: <T>(work: (scene: Scene<null>) => Promise<T>) => Promise<T>
}

type Handler<E extends Endpoint> = E extends { caller: 'anyone' }
  ? (threshold: Threshold, input: ParsedInputOf<E>) => Promise<ReplyOf<E>>
  : (scene: Scene, input: ParsedInputOf<E>) => Promise<ReplyOf<E>>

export interface Route {
  endpoint: Endpoint
  handler: (scene: never, input: never) => Promise<unknown>
  afterwards?: (made: never) => Promise<unknown>
}

export function route<E extends Endpoint>(endpoint: E, handler: Handler<E>): Route {
  return { endpoint, handler }
}

/** For a reply that takes long to make: that is done after the transaction, while no connection is kept from others. */
export function routeInTwo<E extends Endpoint & { caller: Exclude<Caller, 'anyone'> }, Made>(
  endpoint: E,
  handler: (scene: Scene, input: ParsedInputOf<E>) => Promise<Made>,
  afterwards: (made: Made) => Promise<ReplyOf<E>>,
): Route {
  return { endpoint, handler, afterwards }
}

export interface House {
  db: Database
  announcer: Announcer
  log: Log
  /** Who holds this token, if the session may call such an endpoint now. */
  findActor: (trx: Transaction, call: Call, caller: Caller) => Promise<Actor | undefined>
}

export interface Answer {
  status: number
  body: unknown
}

/** Answers a call; never rejects. */
export async function answer(house: House, { endpoint, handler, afterwards }: Route, call: Call): Promise<Answer> {
  const announcements: Announcement[] = []
  const announce = (announcement: Announcement) => announcements.push(announcement)
  const { requestId } = call
  try {
    const value = endpoint.caller === 'anyone' ? await enter() : await act()
    house.announcer.tell(announcements)
    return endpoint.response === nothing ? { status: 204, body: undefined } : { status: 200, body: value }
  } catch (error) {
    house.announcer.tell(error instanceof Problem && error.particulars.keepsWrites ? announcements : [])
    return refusal(house.log, call, endpoint, error)
  }

  async function enter(): Promise<unknown> {
    const transaction = <T>(work: (scene: Scene<null>) => Promise<T>) =>
      attempt((trx) => work({ actor: null, trx, requestId, announce }))
    const input = parseInput(endpoint, call)
    return shown(await handler({ call, requestId, announce, transaction } as never, input as never))
  }

  async function act(): Promise<unknown> {
    const made = await attempt(async (trx) => {
      const actor = await admit(house, endpoint, call, trx)
      const value = await handler({ actor, trx, requestId, announce } as never, parseInput(endpoint, call) as never)
      return afterwards ? value : shown(value)
    })
    return afterwards ? shown(await afterwards(made as never)) : made
  }

  /**
   * Of two who wait for each other the database ends one; nothing of that one is left, so it begins again, and what it
   * would have announced is forgotten.
   */
  async function attempt<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
    const announced = announcements.length
    for (let left = mostAttempts - 1; ; left--) {
      try {
        return await inTransaction(house.db, work)
      } catch (error) {
        if (left === 0 || !isDeadlock(error)) throw error
        announcements.length = announced
      }
    }
  }

  /** In the transaction still: what cannot be shown has not happened. */
  function shown(value: unknown): unknown {
    return endpoint.response.parse(value)
  }
}

const mostAttempts = 4

/** `deadlock_detected` and `serialization_failure`. */
const isDeadlock = (error: unknown) => ['40P01', '40001'].includes(sqlState(error))

/** One transaction, rolled back by anything that is thrown, unless what was written is to be kept. */
async function inTransaction<T>(db: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
  const outcome: { value: T } | { refused: Problem } = await db.transaction(async (trx) => {
    try {
      return { value: await work(trx) }
    } catch (error) {
      if (error instanceof Problem && error.particulars.keepsWrites) return { refused: error }
      throw error
    }
  })
  if ('refused' in outcome) throw outcome.refused
  return outcome.value
}

type Guarded = Pick<Endpoint, 'caller' | 'whileEnrolling'>

async function admit(house: House, endpoint: Guarded, call: Call, trx: Transaction): Promise<Actor> {
  const { caller, whileEnrolling } = endpoint
  const actor = await house.findActor(trx, call, caller)
  if (!actor) throw new Problem('signedOut')
  if ((caller === 'patient' || caller === 'staff') && caller !== actor.kind) throw new Problem('notAllowed')
  if (actor.mustEnrol && !whileEnrolling) throw new Problem('secondFactorDemanded')
  return actor
}

/** Who calls, for the one endpoint that is no request and reply: the live stream. */
export function admitted(house: House, endpoint: Guarded, call: Call): Promise<Actor> {
  return inTransaction(house.db, (trx) => admit(house, endpoint, call, trx))
}

function parseInput(endpoint: Endpoint, call: Call): Record<string, unknown> {
  const params = endpoint.params.safeParse(call.params ?? {})
  // An id that cannot exist is answered as one that does not.
  if (!params.success) throw new Problem('notFound')
  const query = endpoint.query.safeParse(call.query ?? {}, inPlainWords)
  const body = endpoint.body.safeParse(call.body ?? {}, inPlainWords)
  const issues = [...(query.error?.issues ?? []), ...(body.error?.issues ?? [])]
  if (issues.length > 0) throw new Problem('badInput', { fields: byField(issues) })
  return { ...params.data, ...query.data, ...body.data }
}

/** For fields whose contract says nothing better, because no person types them. */
const inPlainWords = { error: () => 'This does not fit here. Check it and try again.' }

function byField(issues: z.core.$ZodIssue[]): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const issue of issues) fields[String(issue.path[0] ?? 'request')] ??= issue.message
  return fields
}

function refusal(log: Log, call: Call, endpoint: Endpoint, error: unknown): Answer {
  const problem = asProblem(error)
  if (problem) return { status: problem.status, body: problem.reply(call.requestId) }
  log.error({ err: error, requestId: call.requestId, endpoint: endpoint.path }, 'request failed')
  const fault = new Problem(isDatabaseAway(error) ? 'unavailable' : 'unexpected')
  return { status: fault.status, body: fault.reply(call.requestId) }
}

function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  // `lock_not_available`: waited for as long as whoever took the lock wanted to.
  return sqlState(error) === '55P03' ? new Problem('busy') : undefined
}
