/** Who is let in where, for every endpoint of the API: a new one cannot escape, because the examples are typed by name. */
import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { hash } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { aDevice } from '../../test/aPasskey.ts'
import { aServer, type Input, type Reply } from '../../test/as.ts'
import { aBroadcast } from '../../test/aBroadcast.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import {
  aPreview,
  everybody,
  examples,
  reach,
  testPassword,
  type IdsThatAreHidden,
  type Who,
} from '../../test/everybody.ts'
import { requestFor } from './client.ts'
import { api, type Endpoint, type EndpointName } from './index.ts'
import type { SessionEnd } from './problem.ts'

const house = await aServer(await aDatabase())
const world = await everybody(house, { passwordHash: await hash(testPassword, { memoryCost: 64, timeCost: 1 }) })
const { people } = world
const othersPreview = await aPreview(world, await house.aUnitAdmin({ unit: world.unit }))
const { passkeyId: neighboursPasskey } = await aDevice(house).addedFor(people.neighbour)

const broadcastElsewhere = await aBroadcast(house, world.elsewhere, world.elsewhere.contact!).draft()

const names = Object.keys(api) as EndpointName[]
const endpoints = names.map((name): { name: EndpointName; endpoint: Endpoint } => ({ name, endpoint: api[name] }))
const guarded = endpoints.filter(({ endpoint }) => endpoint.caller !== 'anyone')

async function exampleFor(name: EndpointName, actor: Person): Promise<Input> {
  // Some endpoints end the other sessions of whoever calls them.
  house.forgetSessions()
  return (await examples[name].input(world, actor)) as Input
}

async function asking(name: EndpointName, actor: Person): Promise<Reply> {
  const input = await exampleFor(name, actor)
  return house.ask(name, input, { authorization: `Bearer ${await house.aSession(actor)}` })
}

/** What is refused uses nothing up, so that one example is enough for all who are. */
function refusedExample(name: EndpointName, actor: Person): () => Promise<Input> {
  let example: Promise<Input> | undefined
  return () => (example ??= exampleFor(name, actor))
}

function expectRefusal(reply: Reply, status: number, code: string, more: { ended?: SessionEnd } = {}): void {
  expect(reply).toEqual({
    status,
    body: { code, message: expect.stringMatching(/^[A-Z].*\.$/), requestId: expect.any(String), ...more },
  })
}

function expectSuccess({ status, body }: Reply): void {
  expect(status, JSON.stringify(body)).toBeOneOf([200, 204])
}

describe.each(guarded)('$name', ({ name, endpoint }) => {
  const patientsExample = refusedExample(name, people.patient)

  test('is closed without a session', async () => {
    const input = await patientsExample()
    expectRefusal(await house.ask(name, input), 401, 'signedOut')
    const unknown = { authorization: `Bearer ${'x'.repeat(43)}` }
    expectRefusal(await house.ask(name, input, unknown), 401, 'signedOut')
    expectRefusal(await house.ask(name, input, { authorization: 'Basic cGF0OnBhdA==' }), 401, 'signedOut')
  })

  const ended = [
    ['left alone too long', { idleEndsAt: `now() - interval '25 hours'` }, { ended: 'idle' }],
    ['past its absolute limit', { endsAt: `now() - interval '25 hours'` }, { ended: 'tooLong' }],
    ['signed out', { endedAt: 'now()' }, {}],
  ] as const
  test.each(ended)('is closed to a session that is %s', async (_, limits, why) => {
    const token = await house.aSession(people.patient, limits)
    const reply = await house.ask(name, await patientsExample(), { authorization: `Bearer ${token}` })
    expectRefusal(reply, 401, 'signedOut', why)
  })

  const latecomers = endpoint.caller === 'recentlySignedIn' ? 'is still open' : 'is closed'
  test(`${latecomers} to a session that ended by itself a moment ago`, async () => {
    const input = await exampleFor(name, people.nurse)
    const justNow = `now() - interval '1 ms'`
    for (const [limits, ended] of [
      [{ idleEndsAt: justNow }, 'idle'],
      [{ endsAt: justNow }, 'tooLong'],
    ] as const) {
      const token = await house.aSession(people.nurse, limits)
      const reply = await house.ask(name, input, { authorization: `Bearer ${token}` })
      if (endpoint.caller === 'recentlySignedIn') expect(reply.status).toBe(204)
      else expectRefusal(reply, 401, 'signedOut', { ended })
    }
  })

  test('is closed to a closed account', async () => {
    const leaver = await house.aMemberOfStaff({ unit: world.unit })
    const token = await house.aSession(leaver)
    await house.closes(leaver)
    const reply = await house.ask(name, await exampleFor(name, leaver), { authorization: `Bearer ${token}` })
    expectRefusal(reply, 401, 'signedOut', { ended: 'closed' })
  })

  test.each(Object.keys(people) as Who[])('for %s', async (who) => {
    const { about, refused } = examples[name]
    const reply = await asking(name, people[who])
    const onlyFor = endpoint.caller === 'patient' || endpoint.caller === 'staff' ? endpoint.caller : undefined
    if (onlyFor && onlyFor !== people[who].kind) expectRefusal(reply, 403, 'notAllowed')
    else if (!reach[about](who)) expectRefusal(reply, 404, 'notFound')
    else if (refused?.[who]) expectRefusal(reply, refused[who], 'notAllowed')
    else expectSuccess(reply)
  })

  test('takes a cookie for a change only from our own pages', async () => {
    const who = endpoint.caller === 'staff' ? 'unitAdmin' : 'patient'
    const cookie = `session=${await house.aSession(people[who])}`
    const input = await exampleFor(name, people[who])
    const foreign = ['https://evil.example', 'null', house.origin.replace('http:', 'https:'), `${house.origin}1`]
    for (const headers of [{ cookie }, ...foreign.map((origin) => ({ cookie, origin }))]) {
      if (endpoint.method === 'GET') expectSuccess(await house.ask(name, input, headers))
      else expectRefusal(await house.ask(name, input, headers), 403, 'wrongOrigin')
    }
    const own = await house.ask(name, input, { cookie, origin: house.origin })
    const refused = examples[name].refused?.[who]
    if (refused) expectRefusal(own, refused, 'notAllowed')
    else expectSuccess(own)
  })
})

describe.each(endpoints)('$name', ({ name, endpoint }) => {
  test('answers only to its own host', async () => {
    const { method, path } = requestFor(name, endpoint, await exampleFor(name, people.patient))
    const headers = { host: 'evil.example', authorization: `Bearer ${await house.tokenOf(people.patient)}` }
    const status = await new Promise((resolve, reject) => {
      request(house.origin + path, { method, headers }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(400)
  })
})

/** Who asks for what is hidden; they find what the example is about, so that only the id in question is in the way. */
const askers: Record<IdsThatAreHidden, Who[]> = {
  conversation: ['patient', 'nurse'],
  passkey: ['patient'],
  group: ['patient', 'nurse'],
  recipient: ['patient', 'nurse'],
  unit: ['unitAdmin', 'nurse'],
  memberOfStaff: ['unitAdmin', 'specialtyAdmin', 'support'],
  member: ['unitAdmin', 'specialtyAdmin', 'support'],
  changeset: ['unitAdmin', 'specialtyAdmin', 'support'],
  broadcast: ['unitAdmin', 'specialtyAdmin', 'support'],
  patient: ['unitAdmin', 'specialtyAdmin', 'support'],
  news: ['unitAdmin', 'nurse'],
  nothing: [],
}

/** For such a caller: what exists but is not theirs, what is no such thing, and what is nothing. */
function hiddenIds(sort: IdsThatAreHidden, actor: Person): unknown[] {
  const { unit, elsewhere, silent } = world
  switch (sort) {
    case 'conversation':
      return [world.neighboursConversation.id, world.conversationElsewhere.id, unit.id, actor.id, randomUUID()]
    case 'group':
      return [elsewhere.id, silent.id, unit.specialty.id, actor.id, randomUUID()]
    case 'recipient':
      return [
        ...[people.patientElsewhere, people.nurseElsewhere, people.notRecipient, people.support, actor],
        ...(actor.kind === 'patient' ? [people.neighbour] : []),
        { id: unit.id },
        { id: randomUUID() },
      ].map(({ id }) => id)
    case 'unit':
      return [
        // The nurse works in the silent one as well, and may know of it.
        ...(actor.id === people.nurse.id ? [] : [silent.id]),
        ...[elsewhere.id, unit.specialty.id, actor.id, world.conversationElsewhere.id, randomUUID()],
      ]
    case 'memberOfStaff':
      return [
        ...[people.patient, people.neighbour, people.patientElsewhere, people.nurseElsewhere, people.support],
        ...[people.unitAdminElsewhere, people.specialtyAdmin, unit, { id: randomUUID() }],
      ].map(({ id }) => id)
    case 'member':
      return [
        ...[people.patientElsewhere, people.nurseElsewhere, people.support, people.specialtyAdmin],
        ...[people.unitAdminElsewhere, unit, { id: randomUUID() }],
      ].map(({ id }) => id)
    case 'changeset':
      return [othersPreview.changesetId, unit.id, actor.id, randomUUID()]
    case 'passkey':
      return [neighboursPasskey, unit.id, actor.id, randomUUID()]
    case 'broadcast':
      return [broadcastElsewhere.broadcastId, unit.id, actor.id, randomUUID()]
    case 'patient':
      return [people.patientElsewhere, people.nurse, people.support, unit, { id: randomUUID() }].map(({ id }) => id)
    case 'news':
      return [world.newsElsewhere.id, unit.id, actor.id, randomUUID()]
    case 'nothing':
      return []
  }
}

const hiding = guarded.flatMap(({ name, endpoint }) =>
  Object.entries(examples[name].hides)
    .filter(([, sort]) => sort !== 'nothing')
    .map(([field, sort]) => ({ name, field, sort, endpoint, asked: askers[sort] })),
)
const codes: Partial<Record<IdsThatAreHidden, string>> = {
  recipient: 'notARecipient',
  memberOfStaff: 'notStaffOfUnit',
  patient: 'notARecipient',
}

describe.each(hiding)('$name: $field', ({ name, field, sort, endpoint, asked }) => {
  test.each(asked)('what %s may not know of answers like what is not there', async (who) => {
    const input = await exampleFor(name, people[who])
    const headers = { authorization: `Bearer ${await house.aSession(people[who])}` }
    const isList = Array.isArray(input[field])
    const inPath = field in endpoint.params.shape
    const ids = [...hiddenIds(sort, people[who]), ...(inPath ? ['not-a-uuid', `'`, '%', '..%2f..'] : [])]
    const replies = []
    for (const id of ids) replies.push(await house.ask(name, { ...input, [field]: isList ? [id] : id }, headers))
    const bodies = replies.map(({ status, body }) => ({ status, ...body, requestId: '' }))
    expect(bodies[0]).toMatchObject({ status: 404, code: codes[sort] ?? 'notFound' })
    for (const body of bodies) expect(body).toEqual(bodies[0])
  })
})
