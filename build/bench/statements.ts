/**
 * The statements that an endpoint runs, heard while it runs them, so that the same can be run through `pg` alone: the bare
 * side of a comparison that stays the same as the program changes.
 */
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { findActor } from '../../server/src/accounts/findActor.ts'
import { readConfig } from '../../server/src/config.ts'
import type { Endpoint } from '../../server/src/contract/endpoint.ts'
import { connect } from '../../server/src/db/connect.ts'
import { Announcer } from '../../server/src/db/listen.ts'
import { answer, type Route } from '../../server/src/http/route.ts'
import { createLog } from '../../server/src/log.ts'

export interface Statement {
  sql: string
  values: unknown[]
}

/** What differs from one request to the next, by name: the ids in it, the token, the text. */
export type Input = Record<string, unknown>

/** A request for an endpoint, in this process and on one connection of its own. Returns what it asked the database. */
export async function statementsOf(
  { databaseUrl }: { databaseUrl: string },
  routes: Route[],
  endpoint: Endpoint,
  { token, requestId = randomUUID(), ...input }: Input & { token: string },
): Promise<Statement[]> {
  const config = readConfig({ DATABASE_URL: databaseUrl, DATABASE_POOL: '2', LOG_LEVEL: 'error' })
  const log = createLog('bench', config)
  const db = connect(config)
  const heard: Statement[] = []
  db.on('query', ({ sql, bindings = [] }: { sql: string; bindings?: unknown[] }) =>
    heard.push({ sql, values: bindings }),
  )
  try {
    const route = routes.find((one) => one.endpoint === endpoint)
    if (!route) throw new Error(`There is no route to ${endpoint.path}`)
    const pick = (fields: object) =>
      Object.fromEntries(Object.keys(fields).flatMap((name) => (name in input ? [[name, input[name]]] : [])))
    const house = {
      ...{ db, log, announcer: new SilentAnnouncer(db, log) },
      findActor: (...asked: Parameters<typeof findActor> extends [unknown, ...infer Rest] ? Rest : never) =>
        findActor(config.session, ...asked),
    }
    const { status, body } = await answer(house, route, {
      ...{ token, background: false, address: '10.0.0.1', requestId: requestId as string },
      params: pick(endpoint.params.shape),
      query: pick(endpoint.query.shape),
      body: pick(endpoint.body.shape),
    })
    if (status >= 300) throw new Error(`${endpoint.path} answered ${status}: ${JSON.stringify(body)}`)
    return heard
  } finally {
    await db.destroy()
  }
}

/** Listeners are woken outside of the transaction, which is no part of what the request asks. */
class SilentAnnouncer extends Announcer {
  override tell(): void {}
}

/**
 * From the statements of two requests that differ in everything of `Input`: a way to run them for any other. What differs
 * between the two and is nothing of the input stops it, because then it would not be the same request.
 */
export function replayOf(
  first: { input: Input; heard: Statement[] },
  second: { input: Input; heard: Statement[] },
): (input: Input) => Statement[] {
  if (first.heard.map(({ sql }) => sql).join() !== second.heard.map(({ sql }) => sql).join())
    throw new Error('Two requests of one kind ran different statements')
  const steps = first.heard.map(({ sql, values }, step) => ({
    sql,
    values: values.map((value, place) => {
      const other = second.heard[step]!.values[place]
      const name = Object.keys(first.input).find(
        (one) => isSame(first.input[one], value) && isSame(second.input[one], other),
      )
      if (name === undefined && !isSame(value, other)) throw new Error(`No input explains a value of: ${sql}`)
      return { name, value }
    }),
  }))
  return (input) =>
    steps.map(({ sql, values }) => ({
      sql,
      values: values.map(({ name, value }) => (name === undefined ? value : input[name])),
    }))
}

function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other) === 0
  return Array.isArray(one) ? JSON.stringify(one) === JSON.stringify(other) : one === other
}

export async function runAll(client: pg.ClientBase, statements: Statement[]): Promise<void> {
  for (const { sql, values } of statements) await client.query(sql, values)
}
