import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { makeUsernames, problemOfUsername, takenUsernames } from './usernames.ts'

const house = await aServer(await aDatabase())
const make = (people: [string, string][], reserved: string[] = []) =>
  house.db.transaction(async (trx) => {
    const named = people.map(([firstName, lastName], n) => ({ line: n + 1, firstName, lastName }))
    const made = await makeUsernames(trx, named, reserved)
    return named.map(({ line }) => made.get(line))
  })

test.each([
  ['Susan', 'Turner', 'susan.turner'],
  ['Siobhán', "O'Brien", 'siobhan.obrien'],
  ['Emma-Jane', 'van der Berg', 'emmajane.vanderberg'],
  ['Łukasz', 'Straße-Ørsted', 'lukasz.strasseorsted'],
  ['Ⅳ', 'ﬁ', 'iv.fi'],
  ['明', 'Li', 'li'],
  ['明', '李', 'person'],
  ['x'.repeat(100), 'y'.repeat(100), 'x'.repeat(60)],
  ['x'.repeat(59), 'Y', 'x'.repeat(59)],
])('%s %s is %s', async (firstName, lastName, username) =>
  expect(await make([[firstName, lastName]])).toEqual([username]),
)

test('each is free: in the database, in the changeset, and among themselves', async () => {
  for (const username of ['Nu.Mber', 'nu.mber2', 'nu.mber4']) await house.aPatient({ username })
  const people = Array.from({ length: 40 }, (): [string, string] => ['Nu', 'Mber'])
  const expected = Array.from({ length: 44 }, (_, n) => `nu.mber${n + 1}`).filter(
    (_, n) => ![1, 2, 4, 5].includes(n + 1),
  )
  expect(await make(people, ['NU.mber5'])).toEqual(expected)
})

test('thousands of one name take no longer than thousands of different names', { timeout: 30_000 }, async () => {
  for (const username of ['one.name', 'one.name7']) await house.aPatient({ username })
  const people = Array.from({ length: 30_000 }, (): [string, string] => ['One', 'Name'])
  const made = await make(people)
  expect(made.slice(0, 6)).toEqual([2, 3, 4, 5, 6, 8].map((number) => `one.name${number}`))
  expect(new Set(made).size).toBe(people.length)
})

test('anybody’s can be stored, and no two are alike', async () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, name), { maxLength: 12 }), async (people) => {
      const made = await make(people)
      for (const username of made) expect(username).toMatch(/^[a-z0-9][a-z0-9.]{0,59}$/)
      expect(new Set(made).size).toBe(people.length)
    }),
    { numRuns: 50 },
  )
})

test('which are taken, whatever their case', async () => {
  await house.aPatient({ username: 'Sturner' })
  const taken = await house.db.transaction((trx) => takenUsernames(trx, ['STURNER', 'nobody', 'sturner']))
  expect([...taken]).toEqual(['sturner'])
})

test.each(['a', '7', 'Susan.Turner_2-x', 'x'.repeat(60)])('%s can be chosen', (username) =>
  expect(problemOfUsername(username)).toBeNull(),
)

test.each([
  '',
  'x'.repeat(61),
  'a b',
  'a\u200b',
  '\u0301',
  'İx',
  'ΝΙΚΟΣ',
  '\u212aevin',
  '.a',
  '-a',
  '_a',
  '=1+1',
  'a\n',
  'https://e',
])('%j cannot', (username) => expect(problemOfUsername(username)).toMatch(/^A username has .*\.$/))

test('a long name keeps its number within the length', async () => {
  const people = Array.from({ length: 12 }, (): [string, string] => ['z'.repeat(70), 'Y'])
  const made = await make(people)
  expect(made.at(-1)).toBe(`${'z'.repeat(58)}12`)
  expect(new Set(made).size).toBe(12)
  for (const username of made) expect(problemOfUsername(username!)).toBeNull()
})
