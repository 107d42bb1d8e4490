/** The patients of a unit: who stands in the list, what it says of them, how it is searched, paged and exported. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { aServer, type TestHouse } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { awkwardWord, findsName } from '../../test/folded.ts'
import { readCsv } from '../changesets/csv.ts'
import { rows } from '../db/rows.ts'
import { patientColumns, type PatientLine } from './contract.ts'

const house = await aServer(await aDatabase())

type Query = Omit<Parameters<ReturnType<TestHouse['as']>['listPatients']>[0], 'unitId'>

async function everyPage({ id, contact }: Unit, query: Query = {}, limit = 100): Promise<PatientLine[]> {
  const found: PatientLine[] = []
  let cursor: string | undefined
  do {
    const page = await house.as(contact!).listPatients({ unitId: id, ...query, limit, ...(cursor && { cursor }) })
    expect(page.patients.length).toBeLessThanOrEqual(limit)
    found.push(...page.patients)
    cursor = page.next ?? undefined
  } while (cursor)
  return found
}
const ids = (people: { id: string }[]) => people.map(({ id }) => id).toSorted()

test('a row', async () => {
  const unit = await house.aUnit()
  const ann = await house.aPatient({
    ...{ unit, firstName: 'Ann', lastName: 'Twin', username: 'atwin', email: 'ann@example.org', emailVerified: false },
    ...{ dateOfBirth: '1950-12-31', nhsNumber: '9434765919' },
  })
  await house.db.raw(`update accounts set telephone = '0131 496 0120' where id = ?`, [ann.id])
  expect(await everyPage(unit)).toEqual([
    {
      ...{ id: ann.id, firstName: 'Ann', lastName: 'Twin', username: 'atwin', dateOfBirth: '1950-12-31' },
      ...{ nhsNumber: '9434765919', email: 'ann@example.org', emailState: 'unverified', telephone: '0131 496 0120' },
      lastSignInAt: null,
      wayIn: { chosen: false, invitation: null },
      can: {
        ...{ changeAccount: true, sendVerification: true, resetSignIn: true, invite: true },
        ...{ printLetter: true, write: true },
      },
    },
  ])
})

test('everybody of the unit’s patients and nobody else: no staff, no leaver, nobody closed, nobody of another unit', async () => {
  const unit = await house.aUnit()
  const [here, left, closed] = [
    await house.aPatient({ unit }),
    await house.aPatient({ unit }),
    await house.aPatient({ unit }),
  ]
  await house.leavesUnit(left, unit)
  await house.closes(closed)
  const elsewhere = await house.aPatient({ unit: await house.aUnit({ specialty: unit.specialty }) })
  expect(ids(await everyPage(unit))).toEqual(ids([here]))
  // Who comes back stands there once.
  await house.joins(left, unit)
  await house.joins(elsewhere, unit)
  expect(ids(await everyPage(unit))).toEqual(ids([here, left, elsewhere]))
})

test('the last sign-in is the latest', async () => {
  const unit = await house.aUnit()
  const patient = await house.aPatient({ unit })
  for (const days of [1, 3]) {
    await house.aSession(patient, { endedAt: 'now()' })
    await house.db.raw(
      `update sessions set started_at = date_trunc('day', now()) - make_interval(days => ?)
        where account_id = ? and started_at > now() - interval '1 hour'`,
      [days, patient.id],
    )
  }
  const [latest] = await rows<{ at: Date }>(house.db, `select date_trunc('day', now()) - interval '1 day' as at`)
  expect((await everyPage(unit))[0]!.lastSignInAt).toBe(latest!.at.toISOString())
})

describe('filtered', async () => {
  const unit = await house.aUnit()
  const people: [string, string][] = [
    ['Siobhán', `O'Brien`],
    ['Shaun', 'O’Brien'],
    ['María', 'Núñez'],
    ['Emma', 'Smith-Jones'],
    ['Smith', 'Jones'],
    ['Per', '100%'],
    ['Under_score', 'A_B'],
    ['Question?', ':a $1'],
  ]
  beforeAll(async () => {
    for (const [firstName, lastName] of people) await house.aPatient({ unit, firstName, lastName })
    for (const [firstName, lastName] of people) await house.aMemberOfStaff({ unit, firstName, lastName })
    const born = { unit, firstName: 'Lionel', lastName: 'Campbell' }
    await house.aPatient({ ...born, dateOfBirth: '1950-12-31', nhsNumber: '9434765927' })
    await house.aPatient({ firstName: 'Siobhán', lastName: `O'Brien`, dateOfBirth: '1950-12-31' })
  })
  const find = async (filter: string) =>
    (await everyPage(unit, { filter })).map(({ firstName, lastName }) => `${firstName} ${lastName}`).toSorted()

  test.each([
    [`O'Brien`, ['Shaun O’Brien', `Siobhán O'Brien`]],
    [`o'brien, siobhan`, [`Siobhán O'Brien`]],
    ['nunez maria', ['María Núñez']],
    ['Núñez'.normalize('NFD'), ['María Núñez']],
    ['smith jones', ['Emma Smith-Jones', 'Smith Jones']],
    ['%', ['Per 100%']],
    ['_', ['Under_score A_B']],
    ['? :a $1', ['Question? :a $1']],
    ['943 476 5927', ['Lionel Campbell']],
    ['31/12/1950', ['Lionel Campbell']],
    ['31-12-1950', ['Lionel Campbell']],
    ['nobody at all', []],
  ])('%s finds who it should', async (typed, expected) => expect(await find(typed)).toEqual(expected))

  test('any filter finds exactly what a naive search finds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(awkwardWord, { minLength: 1, maxLength: 3 }), async (words) => {
        const all = [...people.map(([first, last]) => `${first} ${last}`), 'Lionel Campbell']
        expect(await find(words.join(' '))).toEqual(
          all.filter((name) => findsName(words, name.split(/ (?=[^ ]*$)/))).toSorted(),
        )
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})

describe('only some', async () => {
  const unit = await house.aUnit()
  const usual = await house.aPatient({ unit, lastName: 'Eee' })
  const none = await house.aPatient({ unit, email: null })
  const unverified = await house.aPatient({ unit, emailVerified: false })
  const bouncing = await house.aPatient({ unit, emailBouncing: true })
  beforeAll(async () => {
    for (const person of [usual, none]) await house.aSession(person, { endedAt: 'now()' })
    await house.aMemberOfStaff({ unit, email: null })
  })

  test.each([
    ['no_email', [none]],
    ['unverified', [unverified]],
    ['bouncing', [bouncing]],
    ['never_signed_in', [unverified, bouncing]],
  ] as const)('%s', async (only, expected) => {
    expect(ids(await everyPage(unit, { only }, 1))).toEqual(ids([...expected]))
    expect(ids(await everyPage(unit, { only, filter: 'rob' }))).toEqual(ids([...expected]))
    expect(await everyPage(unit, { only, filter: 'nobody' })).toEqual([])
  })

  test('follow what becomes of an address', async () => {
    const change = (to: string) => house.db.raw(`update accounts set ${to} where id = ?`, [usual.id])
    const found = async () => {
      const states = ['no_email', 'unverified', 'bouncing'] as const
      const lists = await Promise.all(states.map((only) => everyPage(unit, { only, filter: 'eee' })))
      return states.filter((_, n) => lists[n]!.length > 0)
    }
    expect(await found()).toEqual([])
    await change('email_bouncing_at = now()')
    expect(await found()).toEqual(['bouncing'])
    await change('email = null, email_verified_at = null, email_bouncing_at = null')
    expect(await found()).toEqual(['no_email'])
    await change(`email = 'new@example.org'`)
    expect(await found()).toEqual(['unverified'])
    await house.leavesUnit(usual, unit)
    expect(await found()).toEqual([])
    await change('email_verified_at = now()')
    // Taken back into the unit by the same membership, or by a new one.
    await house.db.raw('update memberships set ended_at = null where account_id = ?', [usual.id])
    expect(await found()).toEqual([])
    await change('email_verified_at = null')
    expect(await found()).toEqual(['unverified'])
    await house.leavesUnit(usual, unit)
    await house.joins(usual, unit)
    expect(await found()).toEqual(['unverified'])
  })
})

test('pages of any size hold everybody once and in order, also where names are equal', async () => {
  const unit = await house.aUnit()
  for (let n = 0; n < 5; n++) await house.aPatient({ unit, firstName: 'Same', lastName: 'Name', email: null })
  for (const lastName of [`O'Neil`, 'Óneil', 'Ångström', 'ward', 'Ward']) await house.aPatient({ unit, lastName })
  const back = await house.aPatient({ unit, firstName: 'Same', lastName: 'Name' })
  await house.leavesUnit(back, unit)
  await house.joins(back, unit)
  for (const query of [{}, { filter: 'same' }, { filter: 'a' }, { only: 'no_email' as const }]) {
    const all = await everyPage(unit, query)
    expect(new Set(ids(all)).size).toBe(all.length)
    for (const limit of [1, 2, 3]) expect(await everyPage(unit, query, limit)).toEqual(all)
  }
  expect(await everyPage(unit)).toHaveLength(11)
})

describe('what can be done', () => {
  const canOf = async (actor: Person, unit: Unit, { id }: Person) =>
    (await house.as(actor).listPatients({ unitId: unit.id })).patients.find((one) => one.id === id)!.can

  test('somebody of two units is changed only by who looks after both', async () => {
    const unit = await house.aUnit()
    const sister = await house.aUnit({ specialty: unit.specialty })
    const patient = await house.aPatient({ unit })
    await house.joins(patient, sister)
    const not = { changeAccount: false, resetSignIn: false, invite: false, printLetter: false }
    const none = { ...not, sendVerification: true }
    expect(await canOf(unit.contact!, unit, patient)).toEqual({ ...none, write: true })
    const specialtyAdmin = await house.aSpecialtyAdmin({ specialty: unit.specialty })
    const support = await house.aMemberOfSupport()
    const may = { changeAccount: true, resetSignIn: true, invite: true, printLetter: true }
    const all = { ...may, sendVerification: true }
    // They are no members of the unit, so its patients are not in their recipient list.
    expect(await canOf(specialtyAdmin, unit, patient)).toEqual({ ...all, write: false })
    expect(await canOf(support, unit, patient)).toEqual({ ...all, write: false })
    await house.leavesUnit(patient, sister)
    expect(await canOf(unit.contact!, unit, patient)).toEqual({ ...all, write: true })
  })

  test.each([
    [{ email: null }, { sendVerification: false, resetSignIn: false, invite: false, printLetter: true }],
    [
      { email: null, passwordHash: 'x' },
      { resetSignIn: false, invite: false, printLetter: true },
    ],
    [{ emailVerified: false }, { sendVerification: true, resetSignIn: true, invite: true, printLetter: true }],
    [
      { emailVerified: false, passwordHash: 'x' },
      { sendVerification: true, resetSignIn: false, invite: false, printLetter: true },
    ],
    [{ passwordHash: 'x' }, { sendVerification: true, resetSignIn: true, invite: false, printLetter: false }],
  ])('with %o', async (address, expected) => {
    const unit = await house.aUnit()
    expect(await canOf(unit.contact!, unit, await house.aPatient({ unit, ...address }))).toMatchObject(expected)
  })

  test('nobody is written to while messaging is off', async () => {
    const unit = await house.aUnit({ messaging: false })
    const admin = await house.aUnitAdmin({ unit })
    expect(await canOf(admin, unit, await house.aPatient({ unit }))).toMatchObject({ write: false })
  })
})

describe('the file', () => {
  test('holds what the filter shows, reads as what it says, and is on record with its size', async () => {
    const unit = await house.aUnit({ name: 'Ward 9/10' })
    const one = { firstName: '=HYPERLINK("x")', lastName: 'Ätwin, "the first"', dateOfBirth: '1950-12-31' }
    const ann = await house.aPatient({ unit, ...one, nhsNumber: '9434765935' })
    await house.aPatient({ unit, lastName: 'Other' })
    const file = await house.as(unit.contact!).exportPatients({ unitId: unit.id, filter: 'twin' })
    expect(file).toMatchObject({ fileName: 'Ward 9_10 patients.csv', rows: 1, isComplete: true })
    expect(file.csv).not.toContain('\n=')
    const { rows: read, ignored } = readCsv(Buffer.from(file.csv), patientColumns)
    expect(ignored).toEqual([])
    expect(read).toEqual([
      {
        line: 2,
        cells: {
          ...{ username: ann.username, lastName: 'Ätwin, "the first"', firstName: '=HYPERLINK("x")' },
          ...{ dateOfBirth: '1950-12-31', nhsNumber: '9434765935', email: `${ann.username}@example.org` },
          ...{ telephone: '', close: '' },
        },
      },
    ])
    const [recorded] = await rows(house.db, `select detail from audit where action = 'patients.exported'`)
    expect(recorded).toEqual({ detail: { rows: 1 } })
  })
})

test('looking at it is on record', async () => {
  const unit = await house.aUnit()
  await everyPage(unit, { filter: 'somebody' })
  expect(
    await rows(house.db, 'select action, account_id as "by", detail from audit where group_id = :id', { id: unit.id }),
  ).toEqual([{ action: 'patients.listed', by: unit.contact!.id, detail: {} }])
})
