/** What the recipient list shows, finds and pages through, on the real database. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { aServer, type TestHouse } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { awkwardWord, findsName } from '../../test/folded.ts'
import type { Recipient } from './contract.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const nurse = await house.aMemberOfStaff({ unit, firstName: 'Norma', lastName: 'Nurse' })

type Listing = NonNullable<Parameters<ReturnType<TestHouse['as']>['listRecipients']>[0]>

async function everyPage(query: Omit<Listing, 'groupId'> & { groupId?: string }, limit = 50): Promise<Recipient[]> {
  const found: Recipient[] = []
  let cursor: string | undefined
  do {
    const page = await house.as(nurse).listRecipients({ groupId: unit.id, ...query, limit, ...(cursor && { cursor }) })
    expect(page.recipients.length).toBeLessThanOrEqual(limit)
    found.push(...page.recipients)
    cursor = page.next ?? undefined
  } while (cursor)
  return found
}

const names = (recipients: Recipient[]) => recipients.map(({ name }) => name)

describe('among awkward names', () => {
  const people: [string, string][] = [
    ['Siobhán', `O'Brien`],
    ['Shaun', 'O’Brien'],
    ['María', 'Núñez'],
    ['Emma', 'Smith-Jones'],
    ['Smith', 'Jones'],
    ['Per', '100%'],
    ['Under_score', 'A_B'],
    ['Back\\slash', '\\'],
    ['Quote', `"Q"`],
    ['Bean', '🫘'],
    ['Lionel', 'Campbell'],
    ['Ab', 'BA'],
  ]
  beforeAll(async () => {
    for (const [firstName, lastName] of people) await house.aPatient({ unit, firstName, lastName })
  })
  const find = async (filter: string) => names(await everyPage({ filter, only: 'patient' })).toSorted()

  test.each([
    ['obrien', ['Shaun O’Brien', `Siobhán O'Brien`]],
    [`O'Brien`, ['Shaun O’Brien', `Siobhán O'Brien`]],
    ['Siobhan', [`Siobhán O'Brien`]],
    ['nunez', ['María Núñez']],
    ['Núñez', ['María Núñez']],
    ['Núñez'.normalize('NFD'), ['María Núñez']],
    ['NUÑEZ maria', ['María Núñez']],
    ['Núñez, María', ['María Núñez']],
    ['smith-jones', ['Emma Smith-Jones']],
    ['smithjones', ['Emma Smith-Jones']],
    ['smith jones', ['Emma Smith-Jones', 'Smith Jones']],
    ['%', ['Per 100%']],
    ['_', ['Under_score A_B']],
    ['\\', ['Back\\slash \\']],
    ['"', ['Quote "Q"']],
    ['🫘', ['Bean 🫘']],
    ['campbell lio', ['Lionel Campbell']],
    ['nobody at all', []],
  ])('%s finds who it should', async (typed, expected) => expect(await find(typed)).toEqual(expected))

  test('any filter finds exactly what a naive search finds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(awkwardWord, { minLength: 1, maxLength: 3 }), async (words) => {
        const expected = people.filter((names) => findsName(words, names)).map((names) => names.join(' '))
        expect(await find(words.join(' '))).toEqual(expected.toSorted())
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})

describe('two patients of one name', () => {
  beforeAll(async () => {
    await house.aPatient({
      unit,
      firstName: 'Ann',
      lastName: 'Twin',
      dateOfBirth: '1950-12-31',
      nhsNumber: '9434765919',
    })
    await house.aPatient({ unit, firstName: 'Ann', lastName: 'Twin', dateOfBirth: '1961-06-01', email: null })
    await house.aMemberOfStaff({ unit, firstName: 'Ann', lastName: 'Twin', roleTitle: 'Consultant' })
  })

  const reach = (unreachable: 'none' | null) => ({ unreachable, texts: false, telephone: null, unitId: null })

  test('staff tell them apart by date of birth and see whether e-mail reaches them', async () => {
    const found = await everyPage({ filter: 'twin' })
    expect(found).toEqual(
      expect.arrayContaining([expect.objectContaining({ dateOfBirth: '1950-12-31', reach: reach(null) })]),
    )
    expect(found.map(({ kind, reach }) => [kind, reach])).toEqual(
      expect.arrayContaining([
        ['patient', reach('none')],
        ['patient', reach(null)],
        ['staff', null],
      ]),
    )
    expect(found.map(({ kind }) => kind)).toEqual(['patient', 'patient', 'staff'])
    expect(JSON.stringify(found)).not.toContain('9434765919')
  })

  test.each(['943 476 5919', '9434765919', '31/12/1950', '31.12.1950'])('staff find one by %s', async (filter) => {
    expect((await everyPage({ filter })).map(({ dateOfBirth }) => dateOfBirth)).toEqual(['1950-12-31'])
  })

  test('patients find staff by name, nobody by a number, and see a name and a role title only', async () => {
    const patient = await house.aPatient({ unit })
    const find = async (filter: string) =>
      (await house.as(patient).listRecipients({ groupId: unit.id, filter })).recipients
    expect(await find('twin')).toEqual([
      {
        id: expect.any(String),
        name: 'Ann Twin',
        kind: 'staff',
        roleTitle: 'Consultant',
        away: null,
        dateOfBirth: null,
        reach: null,
      },
    ])
    expect(await find('9434765919')).toEqual([])
    expect(await find('31/12/1950')).toEqual([])
    expect((await house.as(patient).listRecipients({ groupId: unit.id, only: 'patient' })).recipients).toEqual([])
  })

  test.each([
    [{ emailVerified: false }, 'unverified'],
    [{ emailBouncing: true }, 'bouncing'],
  ])('an address that %o is shown as %s', async (address, state) => {
    const { lastName } = await house.aPatient({ unit, ...address })
    expect((await everyPage({ filter: lastName }))[0]).toMatchObject({ reach: { unreachable: state } })
  })
})

test('where a page starts tells a patient nothing of anybody who is not in their list', async () => {
  const [patient, neighbour] = [await house.aPatient({ unit }), await house.aPatient({ unit, lastName: 'Mmm' })]
  const stranger = await house.aPatient()
  const after = async ({ id }: { id: string }) =>
    (await house.as(patient).listRecipients({ groupId: unit.id, cursor: `staff ${id}` })).recipients
  expect(await after(neighbour)).toEqual(await after(stranger))
})

test('a filter of half a name finds nobody of another unit', async () => {
  const other = await house.aPatient({ firstName: 'Zebedee', lastName: 'Elsewhere' })
  expect(await everyPage({ filter: 'Zebedee' })).toEqual([])
  expect(other.unit.id).not.toBe(unit.id)
})

test('pages of any size hold everybody once and in order, also where names are equal', async () => {
  for (let n = 0; n < 7; n++) await house.aPatient({ unit, firstName: 'Same', lastName: 'Name' })
  for (let n = 0; n < 4; n++) await house.aMemberOfStaff({ unit, firstName: 'Same', lastName: 'Name' })
  for (const query of [{}, { filter: 'same' }, { filter: 'a' }, { only: 'staff' as const }]) {
    const all = await everyPage(query, 100)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    for (const limit of [1, 2, 3, 5]) expect(await everyPage(query, limit)).toEqual(all)
  }
})
