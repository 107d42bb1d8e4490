/** Filtering a long list finds whom a naive search finds, in the list's order, by whichever way it is done. */
import { beforeAll, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { findsName } from '../../test/folded.ts'

const house = await aServer(await aDatabase())

/** The first half of the list, whose first names are all over it; many of one last name behind them; and a few. */
const people = [
  ...Array.from({ length: 4200 }, (_, n) => [['Robin', 'Zia', 'Ann', 'José'][n % 4]!, `Abel${n}`]),
  ...Array.from({ length: 4300 }, (_, n) => [['Ann', 'Bo', 'Mary Ann'][n % 3]!, `Stewart${n}`]),
  ...[...['Xia', 'Zane', 'José'].map((first) => [first, 'Xu']), ['Per', 'Zz Top'], ['Xavier', 'Abel'], ['Zz', 'Zzz']],
] as [string, string][]
const key = ([first, last]: [string, string]) => `${last} ${first}`.replace('é', 'e').toLowerCase()
const sorted = people.toSorted((one, other) => (key(one) < key(other) ? -1 : 1)).map((names) => names.join(' '))

let unit: Unit
beforeAll(async () => {
  unit = await house.aUnit()
  await house.db.raw(
    `with people as (
       insert into accounts (kind, username, first_name, last_name, date_of_birth)
       select 'patient', 'long' || n, name ->> 0, name ->> 1, date '1961-03-09'
         from jsonb_array_elements(cast(? as jsonb)) with ordinality as p (name, n)
       returning id
     )
     insert into memberships (account_id, account_kind, group_id, group_kind, role)
     select id, 'patient', ?, 'unit', 'patient' from people`,
    [JSON.stringify(people), unit.id],
  )
}, 120_000)

const most = 230
async function recipients(filter: string): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const asked = { groupId: unit.id, filter, only: 'patient' as const, limit: 50, ...(cursor && { cursor }) }
    const page = await house.as(unit.contact!).listRecipients(asked)
    found.push(...page.recipients.map(({ name }) => name))
    cursor = page.next ?? undefined
  } while (cursor && found.length < most)
  return found.slice(0, most)
}
async function patients(filter: string, only?: 'no_email' | 'bouncing'): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const asked = { unitId: unit.id, filter, limit: 100, ...(only && { only }), ...(cursor && { cursor }) }
    const page = await house.as(unit.contact!).listPatients(asked)
    found.push(...page.patients.map(({ firstName, lastName }) => `${firstName} ${lastName}`))
    cursor = page.next ?? undefined
  } while (cursor && found.length < most)
  return found.slice(0, most)
}
async function unreachable(filter: string): Promise<string[]> {
  const { people: found } = await house.as(unit.contact!).listUnreachable({ unitId: unit.id, filter, limit: 100 })
  return found.map(({ name }) => name)
}

test.each([
  ...['abel', 'stewart', 'STEWART12', 'ewar', 'robin', 'ann', 'jose', 'xavier', 'xu jose', 'stewart mary', 'ann abel'],
  ...[
    'a',
    'an',
    'x',
    'xu',
    'xi',
    's',
    'st',
    'z',
    'zi',
    'zz',
    'r',
    'be',
    'jo x',
    'x a',
    'st an',
    'z z',
    'to',
    '1',
    'Ma st',
  ],
  ...['nobody', 'qq', '%', '_'],
])('%s', async (filter) => {
  const terms = filter.split(' ')
  const names = new Map(people.map((one) => [one.join(' '), one]))
  const expected = sorted.filter((name) => findsName(terms, names.get(name)!))
  expect(await recipients(filter)).toEqual(expected.slice(0, most))
  expect(await patients(filter)).toEqual(expected.slice(0, most))
  expect(await patients(filter, 'no_email')).toEqual(expected.slice(0, most))
  expect(await patients(filter, 'bouncing')).toEqual([])
  expect(await unreachable(filter)).toEqual(expected.slice(0, 100))
})
