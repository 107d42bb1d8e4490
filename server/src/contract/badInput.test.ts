/** What does not fit is refused for every field of every endpoint: in sentences, and never as a fault of ours. */
import { describe, expect, test } from 'vitest'
import { aServer, type Input, type Reply } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { everybody, examples } from '../../test/everybody.ts'
import { api, type Endpoint, type EndpointName } from './index.ts'

const house = await aServer(await aDatabase())
const world = await everybody(house)
const { patient, nurse, dietitian, unitAdmin } = world.people

/** Somebody who is let in, so that what fits comes as far as the database. */
function callerOf(name: EndpointName) {
  // A new password ends one's sessions.
  if (name === 'choosePassword') return dietitian
  if (api[name].caller === 'patient') return patient
  return examples[name].about === 'unit' ? unitAdmin : nurse
}
const authorizationFor = async (name: EndpointName) => `Bearer ${await house.tokenOf(callerOf(name))}`

const names = Object.keys(api) as EndpointName[]
const endpoints = names.map((name): { name: EndpointName; endpoint: Endpoint } => ({ name, endpoint: api[name] }))
const fields = endpoints.flatMap(({ name, endpoint }) => [
  ...Object.keys(endpoint.body.shape).map((field) => ({ name, field, wrong: {} })),
  // In a query everything is text.
  ...Object.keys(endpoint.query.shape).map((field) => ({ name, field, wrong: 'x'.repeat(400) })),
])

/** One example of each endpoint is enough: nearly everything here is refused. Not of those that count their changes. */
const inputs = new Map<EndpointName, Promise<Input>>()
function exampleFor(name: EndpointName): Promise<Input> {
  const input =
    inputs.get(name) ?? Promise.resolve(examples[name].input(world, callerOf(name)) as Input | Promise<Input>)
  if (examples[name].about !== 'unit') inputs.set(name, input)
  return input
}

async function asking(name: EndpointName, change: Input): Promise<Reply> {
  return house.ask(name, { ...(await exampleFor(name)), ...change }, { authorization: await authorizationFor(name) })
}

/** Says what to do in plain English, without the words of a validator. */
const plainSentence = expect.stringMatching(/^(?!.*(invalid|expected|received|too big|too small|NaN))[A-Z][^{}"]+$/is)

describe.each(fields)('$name: $field', ({ name, field, wrong }) => {
  test('what cannot be right is refused beside the field', async () => {
    const reply = await asking(name, { [field]: wrong })
    expect(reply).toEqual({
      status: 422,
      body: {
        code: 'badInput',
        message: 'Some of what you entered needs changing.',
        fields: { [field]: plainSentence },
        requestId: expect.any(String),
      },
    })
  })

  test.each([
    ['a huge number', Number.MAX_SAFE_INTEGER],
    ['a number beyond all bounds', 1e300],
    ['less than nothing', -1],
    ['half', 1.5],
    ['null', null],
    ['a list', [[]]],
    ['nothing', ''],
    ['NUL', 'a\u0000b'],
    ['half a character', 'a\ud83db'],
    ['quotes', `'; drop table messages; --`],
    ['a place in an inbox that is none', '9999-99-99 99:99:99 ------------------------------------'],
    ['a place at the end of time', '9999999999999999 00000000-0000-4000-8000-000000000000'],
    ['a place in a recipient list that is none', 'patient ------------------------------------'],
    ['a megabyte', 'a'.repeat(1_000_000)],
  ])('%s does no harm', async (_, value) => {
    const isQuery = field in (api[name] as Endpoint).query.shape
    const { status } = await asking(name, { [field]: isQuery ? String(value).slice(0, 8000) : value })
    expect(status).toBeLessThan(500)
  })
})

const withBody = endpoints.filter(({ endpoint }) => Object.keys(endpoint.body.shape).length > 0)

describe.each(withBody)('$name', ({ name, endpoint }) => {
  const url = async () => {
    const input = await exampleFor(name)
    return `${house.origin}/api${endpoint.path.replace(/:(\w+)/g, (_, param: string) => String(input[param]))}`
  }
  const sending = async (body: string, type = 'application/json') => {
    const { method } = endpoint
    const authorization = await authorizationFor(name)
    const response = await fetch(await url(), { method, body, headers: { authorization, 'content-type': type } })
    return { status: response.status, body: await response.json() } as Reply
  }

  const missing = endpoint.body.safeParse({}).error?.issues.map(({ path }) => String(path[0])) ?? []
  const fieldsAreNeeded = missing.length > 0
  if (fieldsAreNeeded)
    test('every field that is missing is named', async () => {
      for (const reply of [await sending('{}'), await sending('text=Hello', 'application/x-www-form-urlencoded')]) {
        expect(reply).toMatchObject({ status: 422, body: { code: 'badInput' } })
        expect(Object.keys(reply.body!.fields!).toSorted()).toEqual([...new Set(missing)].toSorted())
        for (const sentence of Object.values(reply.body!.fields!)) expect(sentence).toEqual(plainSentence)
      }
    })

  test('a body that cannot be read is refused', async () => {
    expect(await sending('{')).toMatchObject({ status: 400, body: { code: 'badRequest' } })
    expect(await sending('[]')).toMatchObject({ status: 422, body: { fields: { request: plainSentence } } })
    expect((await sending('null')).status).toBeOneOf([400, 422])
    const tooMuch = endpoint.bodyLimit === '4mb' ? 5_000_000 : 300_000
    expect(await sending(`{"a":"${'a'.repeat(tooMuch)}"}`)).toMatchObject({ status: 413, body: { code: 'tooLarge' } })
  })
})

test.each(['/api/', '/api/nothing', '/api/conversations/1/2/3', '/api/%E0%A4%A', '/api/conversations/%00'])(
  'there is nothing at %s',
  async (path) => {
    const authorization = `Bearer ${await house.tokenOf(nurse)}`
    const response = await fetch(house.origin + path, { headers: { authorization } })
    expect(await response.json()).toMatchObject({ message: expect.any(String), requestId: expect.any(String) })
    expect(response.status).toBeOneOf([400, 404])
  },
)
