/** From a call to an answer, with endpoints made for the test: who is let in, what is kept, and what leaves the house. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { findActor } from '../accounts/findActor.ts'
import { aServer } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { readConfig } from '../config.ts'
import { endpoint, nothing, type Caller } from '../contract/endpoint.ts'
import { connect } from '../db/connect.ts'
import { Announcer, type Announcement } from '../db/listen.ts'
import { Problem } from '../errors.ts'
import { createLog } from '../log.ts'
import { answer, route, routeInTwo, type House, type Route } from './route.ts'

const url = await aDatabase()
const rooms = await aServer(url)
const { db } = rooms
const patient = await rooms.aPatient()
const nurse = await rooms.aMemberOfStaff()
const { session } = readConfig({ DATABASE_URL: url })
const log = createLog('test', { logLevel: 'silent' })

let told: Announcement[] = []
const announcer = new Announcer(db, log)
announcer.tell = (announcements) => void told.push(...announcements)
const house: House = {
  ...{ db, log, announcer },
  findActor: (trx, call, caller) => findActor(session, trx, call, caller),
}

beforeAll(() => db.raw('create table scribbles (text text)'))
afterAll(() => db.raw('drop table scribbles'))
beforeEach(async () => {
  told = []
  await db('scribbles').delete()
})

async function ask(one: Route, person?: Person, body: unknown = {}, in_: House = house) {
  const token = person && (await rooms.aSession(person))
  const call = { token, background: false, address: '10.0.0.1', requestId: randomUUID(), params: {}, query: {}, body }
  return answer(in_, one, call)
}

const about = <C extends Caller>(caller: C) =>
  ({ summary: 'For the test.', method: 'POST', path: '/scribble', caller, response: nothing }) as const

const scribbling = (then: () => unknown) =>
  route(endpoint(about('signedIn')), async ({ trx, actor, announce }) => {
    await trx('scribbles').insert({ text: 'written' })
    announce({ accountIds: [actor.accountId] })
    await then()
  })
const scribbles = () => db('scribbles').pluck('text') as Promise<string[]>

test.each([
  ['patient', [204, 403, 401]],
  ['staff', [403, 204, 401]],
  ['signedIn', [204, 204, 401]],
  ['recentlySignedIn', [204, 204, 401]],
] as const)('an endpoint for %s lets in a patient, staff, nobody: %s', async (caller, statuses) => {
  const one = route(endpoint(about(caller)), () => Promise.resolve())
  const answers = [await ask(one, patient), await ask(one, nurse), await ask(one)]
  expect(answers.map(({ status }) => status)).toEqual(statuses)
})

test('what was done is kept and announced', async () => {
  expect(
    await ask(
      scribbling(() => undefined),
      nurse,
    ),
  ).toEqual({ status: 204, body: undefined })
  expect(await scribbles()).toEqual(['written'])
  expect(told).toEqual([{ accountIds: [nurse.id] }])
})

test('what takes long is made of what is kept already, on no connection', async () => {
  const seen: unknown[] = []
  const { pool } = db.client as { pool: { numUsed: () => number } }
  const slowly = routeInTwo(
    endpoint(about('signedIn')),
    async ({ trx }) => {
      await trx('scribbles').insert({ text: 'written' })
      return 'made'
    },
    async (made: string) => {
      seen.push(made, await scribbles(), pool.numUsed())
    },
  )
  expect(await ask(slowly, nurse)).toEqual({ status: 204, body: undefined })
  expect(seen).toEqual(['made', ['written'], 0])
})

test('what ends in a refusal has not happened and is not announced', async () => {
  const refusing = scribbling(() => {
    throw new Problem('badInput', { fields: { text: 'Enter a text' } })
  })
  expect(await ask(refusing, nurse)).toEqual({
    status: 422,
    body: {
      code: 'badInput',
      message: 'Some of what you entered needs changing.',
      fields: { text: 'Enter a text' },
      requestId: expect.any(String),
    },
  })
  expect(await scribbles()).toEqual([])
  expect(told).toEqual([])
})

test('unless the refusal itself is to be on record', async () => {
  const recording = scribbling(() => {
    throw new Problem('wrongSignIn', { keepsWrites: true })
  })
  expect((await ask(recording, nurse)).status).toBe(401)
  expect(await scribbles()).toEqual(['written'])
})

test('two who wait for each other are both done, and announced, once', async () => {
  await db('scribbles').insert([{ text: 'one' }, { text: 'two' }])
  const holds = new Set<string>()
  let meet: () => void
  const met = new Promise<void>((resolve) => (meet = resolve))
  const locking = (first: string, second: string) =>
    route(endpoint(about('signedIn')), async ({ trx, announce }) => {
      await trx.raw('select from scribbles where text = ? for update', [first])
      holds.add(first)
      if (holds.size === 2) meet()
      await met
      announce({ accountIds: [first] })
      await trx.raw('select from scribbles where text = ? for update', [second])
    })
  const answers = await Promise.all([ask(locking('one', 'two'), nurse), ask(locking('two', 'one'), patient)])
  expect(answers.map(({ status }) => status)).toEqual([204, 204])
  expect(told.flatMap(({ accountIds }) => accountIds).toSorted()).toEqual(['one', 'two'])
})

test('a fault of ours says nothing of its cause', async () => {
  const failing = scribbling(() => {
    throw new Error('relation "patients" has no column "Lionel Campbell"')
  })
  const { status, body } = await ask(failing, nurse)
  expect(status).toBe(500)
  expect(body).toEqual({
    code: 'unexpected',
    message: 'Something went wrong on our side. Nothing was changed. Try again in a few minutes.',
    requestId: expect.any(String),
  })
  expect(await scribbles()).toEqual([])
})

test('while the database is away, so says the answer', async () => {
  const away = connect({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', databasePool: 2 })
  expect(
    (
      await ask(
        scribbling(() => undefined),
        nurse,
        {},
        { ...house, db: away },
      )
    ).status,
  ).toBe(503)
  await away.destroy()
})

test('only what the contract shows leaves the house', async () => {
  const showing = route(
    endpoint({ ...about('signedIn'), response: z.object({ name: z.string() }) }),
    () => Promise.resolve({ name: 'Ann', nhsNumber: '9434765919' }) as Promise<{ name: string }>,
  )
  expect(await ask(showing, nurse)).toEqual({ status: 200, body: { name: 'Ann' } })
})

test('an answer that the contract does not allow has not happened', async () => {
  const wrong = route(endpoint({ ...about('signedIn'), response: z.object({ name: z.string() }) }), async ({ trx }) => {
    await trx('scribbles').insert({ text: 'written' })
    return {} as { name: string }
  })
  expect((await ask(wrong, nurse)).status).toBe(500)
  expect(await scribbles()).toEqual([])
})

test('who is not let in learns nothing of what their input lacks', async () => {
  const one = route(endpoint({ ...about('staff'), body: z.object({ text: z.string() }) }), () => Promise.resolve())
  expect((await ask(one, undefined, {})).status).toBe(401)
  expect((await ask(one, patient, {})).status).toBe(403)
  expect((await ask(one, nurse, {})).status).toBe(422)
})
