/**
 * Which way PostgreSQL takes to what a request needs, with thousands of rows around. Every endpoint of the contract is
 * asked over HTTP, and no request may read a big table through, or more rows of one than a page can need. For lists, and
 * for what is asked for all day, the plans are kept as files in build/bench/plans/, to be read and so that a change of the
 * way is seen: `npm run plans` writes them anew.
 */
import { hash } from '@node-rs/argon2'
import { afterAll, describe, expect, test } from 'vitest'
import { api, type EndpointName } from '../../../server/src/contract/index.ts'
import { rows } from '../../../server/src/db/rows.ts'
import { aServer, type Input } from '../../../server/test/as.ts'
import { aDatabase } from '../../../server/test/database.ts'
import { everybody, examples, testPassword } from '../../../server/test/everybody.ts'
import { actorFor, lists, mayRead, often, unanswered, type AnyCase } from './cases.ts'
import { catchPlans, explaining, type Statement } from './catchPlans.ts'
import { addCrowd, big, small } from './crowd.ts'
import { forgetPlans, keptNames, keptWays, waysOf, writePlans } from './keptPlans.ts'
import { stepsOf } from './readPlan.ts'

const writes = process.env.WRITE_PLANS === '1'

const url = await aDatabase()
/** It prepares the examples; the other one, whose connections are listened to, is asked. */
const house = await aServer(url)
const world = await everybody(house, { passwordHash: await hash(testPassword, { memoryCost: 64, timeCost: 1 }) })
await addCrowd(url, world)
await house.db.raw(explaining(new URL(url).pathname.slice(1)))
const asked = await aServer(url)
const { during } = catchPlans(asked.db)
const bigTables = new Set(await tables({ above: big }))
const lookout = { bigTables, byId: new Set(await indexesById()) }

const kept: Record<string, Record<string, AnyCase>> = { ...lists, ...often }
const names = (Object.keys(api) as EndpointName[]).filter((name) => name !== 'live')

test.each(await tables({ above: -2 }))('%s is big here, or small everywhere', (table) => {
  if (bigTables.has(table)) expect(small[table]).toBeUndefined()
  else expect(small[table], 'Add rows of it to crowd.ts, or say there why it stays small').toBeDefined()
})

test('a file for each endpoint whose plans are kept, and no other', () => {
  if (writes) for (const name of keptNames()) if (!(name in kept)) forgetPlans(name)
  if (!writes) expect(keptNames().sort()).toEqual(Object.keys(kept).sort())
})

describe.each(names)('%s', (name) => {
  const cases = Object.entries(kept[name] ?? { example: { as: actorFor(name) } })
  const pages = cases.flatMap(([what, one]) => [
    { what, one, page: 1 },
    ...(name in lists && !one.isOnePage ? [{ what: `${what}, the next page`, one, page: 2 }] : []),
  ])
  const found: Parameters<typeof writePlans>[2] = {}
  const waysKept = keptWays(name)

  test.each(pages)('$what', async ({ what, one, page }) => {
    const statements = await statementsOf(name, one, page)
    expect(statements).not.toHaveLength(0)
    expect(tooMuch(name, statements)).toEqual([])
    if (!(name in kept)) return
    const own = name === 'whoAmI' ? statements : await ownOf(statements, one)
    const ways = waysOf(own, lookout)
    found[what] = { ways, statements: own }
    if (!writes)
      expect(ways, 'Another way than in the file. Is it a good one? Then run: npm run plans').toEqual(waysKept?.[what])
  })

  if (name in kept)
    afterAll(() => {
      if (writes) writePlans(name, api[name], found)
      else expect(Object.keys(waysKept ?? {}), 'Run: npm run plans').toEqual(pages.map(({ what }) => what))
    })
})

/** What was read of a big table that nobody has given a reason for. */
function tooMuch(name: EndpointName, statements: Statement[]): string[] {
  return statements.flatMap(({ text, plan }) =>
    stepsOf(plan)
      .filter(({ table }) => table && bigTables.has(table) && !mayRead[name]?.[table])
      .filter(({ what, rows }) => what === 'Seq Scan' || rows > big)
      .map(
        ({ what, table, index, rows }) =>
          `${what} on ${table}${index ? ` by ${index}` : ''} looks at ${rows} rows, in: ${text}`,
      ),
  )
}

async function statementsOf(name: EndpointName, { as, input }: AnyCase, page = 1): Promise<Statement[]> {
  const actor = world.people[as]
  house.forgetSessions()
  const example = { ...((await examples[name].input(world, actor)) as Input), ...input }
  const token = { authorization: `Bearer ${await house.aSession(actor)}` }
  const whole = page === 1 ? example : { ...example, cursor: await nextOf(name, example, token) }
  return during(async () => {
    const { status, body } = await asked.ask(name, whole, token)
    if (!unanswered[name]) expect([200, 204], JSON.stringify(body)).toContain(status)
  })
}

async function nextOf(name: EndpointName, example: Input, token: Record<string, string>): Promise<unknown> {
  const { body } = await house.ask(name, { ...example, limit: 20 }, token)
  const { next } = body as { next?: string | null }
  expect(next, 'There is no second page: add rows to crowd.ts, or say in cases.ts why there is none').toBeTruthy()
  return next
}

const askedOfEverybody = new Map<string, Promise<Set<string>>>()

/**
 * Who calls is looked up at every request: the plans of that are with `whoAmI`. Foreign keys are always checked by id. Live
 * updates are told after the answer, in this moment or the next.
 */
async function ownOf(statements: Statement[], { as }: AnyCase): Promise<Statement[]> {
  const session = askedOfEverybody.get(as) ?? statementsOf('whoAmI', { as }).then(textsOf)
  askedOfEverybody.set(as, session)
  const texts = await session
  const aside = /^(SELECT 1 FROM ONLY .* FOR KEY SHARE|select pg_notify)/
  return statements.filter(({ text }) => !texts.has(text) && !aside.test(text))
}

const textsOf = (statements: Statement[]) => new Set(statements.map(({ text }) => text))

async function indexesById(): Promise<string[]> {
  const found = await rows<{ name: string }>(
    house.db,
    `select i.relname as name from pg_index x join pg_class i on i.oid = x.indexrelid
       join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0] where a.attname = 'id'`,
  )
  return found.map(({ name }) => name)
}

async function tables({ above }: { above: number }): Promise<string[]> {
  const found = await rows<{ name: string }>(
    house.db,
    `select relname as name from pg_class where relkind = 'r' and relnamespace = cast('public' as regnamespace)
        and relname not like 'knex%' and reltuples > :above order by relname`,
    { above },
  )
  return found.map(({ name }) => name)
}
