/** The staff list of a unit: who stands in it, what it says of them, and how it is filtered and paged (R10). */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { aServer, newId, type TestHouse } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { awkwardWord, findsName } from '../../test/folded.ts'
import { rows } from '../db/rows.ts'
import type { MemberOfStaff } from './contract.ts'

const house = await aServer(await aDatabase())

type Query = Omit<Parameters<ReturnType<TestHouse['as']>['listStaff']>[0], 'unitId'>

async function everyPage({ id, contact }: Unit, query: Query = {}, limit = 100): Promise<MemberOfStaff[]> {
  const found: MemberOfStaff[] = []
  let cursor: string | undefined
  do {
    const page = await house.as(contact!).listStaff({ unitId: id, ...query, limit, ...(cursor && { cursor }) })
    expect(page.staff.length).toBeLessThanOrEqual(limit)
    found.push(...page.staff)
    cursor = page.next ?? undefined
  } while (cursor)
  return found
}
const ids = (staff: { id: string }[]) => staff.map(({ id }) => id).toSorted()

test('a row', async () => {
  const unit = await house.aUnit()
  const susan = await house.aMemberOfStaff({
    ...{ unit, firstName: 'Susan', lastName: 'Turner', username: 'sturner', roleTitle: 'Dietitian' },
    ...{ email: 'susan@example.org', emailVerified: false },
  })
  expect(await everyPage(unit, { filter: 'turner' })).toEqual([
    {
      ...{ id: susan.id, firstName: 'Susan', lastName: 'Turner', username: 'sturner' },
      ...{ roleTitle: 'Dietitian', role: 'staff', email: 'susan@example.org', emailState: 'unverified' },
      ...{
        isRecipient: true,
        isDefaultContact: false,
        lastSignInAt: null,
        openConversations: 0,
        absence: null,
        away: null,
        hasCode: false,
      },
      wayIn: { chosen: false, invitation: null },
      can: { changeAccount: true, sendVerification: true, resetSignIn: true, invite: true, close: true },
    },
  ])
})

test('everybody of the unit’s staff and nobody else: no patient, no leaver, nobody closed, nobody of another unit', async () => {
  const unit = await house.aUnit()
  const [nurse, admin] = [await house.aMemberOfStaff({ unit }), await house.aUnitAdmin({ unit })]
  await house.aPatient({ unit })
  const [former, closed] = [await house.aMemberOfStaff({ unit }), await house.aMemberOfStaff({ unit })]
  await house.leavesUnit(former, unit)
  await house.closes(closed)
  const elsewhere = await house.aMemberOfStaff({ unit: await house.aUnit({ specialty: unit.specialty }) })
  await house.aSpecialtyAdmin({ specialty: unit.specialty })
  await house.aMemberOfSupport()
  const staff = await everyPage(unit)
  expect(ids(staff)).toEqual(ids([nurse, admin, unit.contact!]))
  expect(staff.find(({ id }) => id === admin.id)).toMatchObject({ role: 'unit_admin' })
  // Who comes back stands there once.
  await house.joins(former, unit)
  await house.joins(elsewhere, unit)
  expect(ids(await everyPage(unit))).toEqual(ids([nurse, admin, unit.contact!, former, elsewhere]))
})

test('the default messaging contact is one, before and after a handover', async () => {
  const unit = await house.aUnit()
  const nurse = await house.aMemberOfStaff({ unit, recipient: false })
  const contacts = async () => (await everyPage(unit)).filter(({ isDefaultContact }) => isDefaultContact)
  expect(await contacts()).toMatchObject([{ id: unit.contact!.id, isRecipient: true }])
  await house.as(unit.contact!).handOverDefaultContact({ unitId: unit.id, fromId: unit.contact!.id, toId: nurse.id })
  expect(await contacts()).toMatchObject([{ id: nurse.id, isRecipient: true }])
  const silent = await house.aUnit({ messaging: false })
  const admin = await house.aUnitAdmin({ unit: silent })
  expect((await house.as(admin).listStaff({ unitId: silent.id })).staff).toMatchObject([{ isDefaultContact: false }])
})

test('the last sign-in is the latest of them', async () => {
  const unit = await house.aUnit()
  const nurse = await house.aMemberOfStaff({ unit, lastName: 'Zzz' })
  const at = async () => (await everyPage(unit, { filter: 'zzz' }))[0]!.lastSignInAt
  expect(await at()).toBeNull()
  for (const days of [1, 3, 2]) {
    await house.aSession(nurse, { endedAt: 'now()' })
    await house.db.raw(
      `update sessions set started_at = date_trunc('day', now()) - make_interval(days => ?)
        where account_id = ? and started_at > now() - interval '1 hour'`,
      [days, nurse.id],
    )
  }
  const [latest] = await rows<{ at: Date }>(house.db, `select date_trunc('day', now()) - interval '1 day' as at`)
  expect(await at()).toBe(latest!.at.toISOString())
})

test('open conversations are those of this unit in the person’s inbox', async () => {
  const unit = await house.aUnit()
  const second = await house.aUnit()
  const nurse = await house.aMemberOfStaff({ unit, lastName: 'Zzz' })
  await house.joins(nurse, second)
  const patient = await house.aPatient({ unit })
  await house.joins(patient, second)
  const open = async () => (await everyPage(unit, { filter: 'zzz' }))[0]!.openConversations
  const [one, two] = [
    await house.aConversation([patient, nurse, unit.contact!]),
    await house.aConversation([patient, nurse, unit.contact!]),
  ]
  await house.aConversation([patient, nurse])
  await house.aConversation([nurse, second.contact!], { unit: second })
  expect(await open()).toBe(3)
  await house.as(nurse).archiveConversation({ conversationId: one.id })
  await house.as(nurse).leaveConversation({ conversationId: two.id })
  expect(await open()).toBe(1)
  await house.as(patient).sendMessage({ conversationId: one.id, id: newId(), text: 'And?', lastSeenSeq: 1 })
  expect(await open()).toBe(2)
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
    ['Back\\slash', '\\'],
    ['Question?', ':a $1'],
    ['Ab', 'BA'],
  ]
  const contactName = `${unit.contact!.firstName} ${unit.contact!.lastName}`
  beforeAll(async () => {
    for (const [firstName, lastName] of people) await house.aMemberOfStaff({ unit, firstName, lastName })
    for (const [firstName, lastName] of people) await house.aPatient({ unit, firstName, lastName })
  })
  const find = async (filter: string) =>
    (await everyPage(unit, { filter })).map(({ firstName, lastName }) => `${firstName} ${lastName}`).toSorted()

  test.each([
    [`O'Brien`, ['Shaun O’Brien', `Siobhán O'Brien`]],
    ['obrien', ['Shaun O’Brien', `Siobhán O'Brien`]],
    [`o'brien, siobhan`, [`Siobhán O'Brien`]],
    ['Núñez', ['María Núñez']],
    ['nunez maria', ['María Núñez']],
    ['Núñez'.normalize('NFD'), ['María Núñez']],
    ['smith jones', ['Emma Smith-Jones', 'Smith Jones']],
    ['smith-jones', ['Emma Smith-Jones']],
    ['%', ['Per 100%']],
    ['_', ['Under_score A_B']],
    ['\\', ['Back\\slash \\']],
    ['? :a $1', ['Question? :a $1']],
    ['nobody at all', []],
  ])('%s finds who it should', async (typed, expected) => expect(await find(typed)).toEqual(expected))

  test('any filter finds exactly what a naive search finds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(awkwardWord, { minLength: 1, maxLength: 3 }), async (words) => {
        const all = [...people.map(([first, last]) => `${first} ${last}`), contactName]
        expect(await find(words.join(' '))).toEqual(
          all.filter((name) => findsName(words, name.split(/ (?=[^ ]*$)/))).toSorted(),
        )
      }),
      { numRuns: 100 },
    )
  }, 60_000)
})

describe('only some', async () => {
  const unit = await house.aUnit()
  const quiet = await house.aMemberOfStaff({ unit, recipient: false, lastName: 'Quiet' })
  const nurse = await house.aMemberOfStaff({ unit, lastName: 'Nurse' })
  const unreachable = await house.aMemberOfStaff({ unit, recipient: false, email: null, lastName: 'Unreachable' })
  beforeAll(async () => {
    for (const person of [nurse, unit.contact!]) await house.aSession(person, { endedAt: 'now()' })
    await house.aPatient({ unit, email: null })
  })

  test.each([
    ['recipients', [nurse, unit.contact!]],
    ['never_signed_in', [quiet, unreachable]],
    ['no_email', [unreachable]],
    ['unit_admins', [unit.contact!]],
  ] as const)('%s', async (only, expected) => {
    expect(ids(await everyPage(unit, { only }))).toEqual(ids([...expected]))
    expect(ids(await everyPage(unit, { only, filter: 'r' }, 1))).toEqual(ids([...expected]))
    expect(await everyPage(unit, { only, filter: 'nobody' })).toEqual([])
  })

  test.each([
    [{ email: null }, 'none'],
    [{ emailVerified: false }, 'unverified'],
    [{}, 'verified'],
    [{ emailBouncing: true }, 'bouncing'],
  ])('an address that is %o is shown as %s', async (address, state) => {
    const other = await house.aUnit()
    const { lastName } = await house.aMemberOfStaff({ unit: other, ...address })
    expect(await everyPage(other, { filter: lastName })).toMatchObject([{ emailState: state }])
  })
})

test('pages of any size hold everybody once and in order, also where names are equal', async () => {
  const unit = await house.aUnit()
  for (let n = 0; n < 7; n++) await house.aMemberOfStaff({ unit, firstName: 'Same', lastName: 'Name' })
  for (const lastName of [`O'Neil`, 'Óneil', 'Ångström', 'ward', 'Ward']) await house.aMemberOfStaff({ unit, lastName })
  // Somebody who left and came back has two memberships.
  const back = await house.aMemberOfStaff({ unit, firstName: 'Same', lastName: 'Name' })
  await house.leavesUnit(back, unit)
  await house.joins(back, unit)
  for (const query of [{}, { filter: 'same' }, { filter: 'a' }, { only: 'recipients' as const }]) {
    const all = await everyPage(unit, query)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    for (const limit of [1, 2, 3, 5]) expect(await everyPage(unit, query, limit)).toEqual(all)
  }
  expect(await everyPage(unit)).toHaveLength(14)
})

describe('what the caller can do about somebody', async () => {
  const unit = await house.aUnit()
  const { contact } = unit as { contact: Person }
  const nurse = await house.aMemberOfStaff({ unit })
  const both = await house.aMemberOfStaff({ unit })
  await house.joins(both, await house.aUnit({ specialty: unit.specialty }))
  const unreachable = await house.aMemberOfStaff({ unit, email: null })
  const unproved = await house.aMemberOfStaff({ unit, emailVerified: false, passwordHash: 'of a password' })
  const specialtyAdmin = await house.aSpecialtyAdmin({ specialty: unit.specialty })
  const supporter = await house.aMemberOfSupport()
  const everything = { changeAccount: true, sendVerification: true, resetSignIn: true, invite: true, close: true }
  const notByEmail = { ...everything, resetSignIn: false, invite: false }
  const can = async (by: Person, about: Person) =>
    (await house.as(by).listStaff({ unitId: unit.id })).staff.find(({ id }) => id === about.id)!.can

  test.each([
    ['a colleague of this unit alone', contact, nurse, everything],
    ['oneself', contact, contact, { ...everything, close: false }],
    ['somebody who works elsewhere too', contact, both, { ...notByEmail, changeAccount: false }],
    ['the same, by who looks after both', specialtyAdmin, both, everything],
    ['the same, by Central Support', supporter, both, everything],
    ['nobody to write to', contact, unreachable, { ...notByEmail, sendVerification: false }],
    ['an address that could be anybody’s', contact, unproved, notByEmail],
  ])('%s', async (_, by, about, expected) => expect(await can(by, about)).toEqual(expected))

  test('nobody changes the account of who has a role above their own', async () => {
    const above = await house.aMemberOfStaff({ unit })
    await house.db.raw(
      `insert into memberships (account_id, account_kind, group_id, group_kind, role)
       values (?, 'staff', ?, 'specialty', 'specialty_admin')`,
      [above.id, unit.specialty.id],
    )
    expect(await can(contact, above)).toMatchObject({ changeAccount: false, close: true })
    expect(await can(specialtyAdmin, above)).toMatchObject({ changeAccount: true })
  })
})

test('a page goes on although the last one of the page before has left meanwhile', async () => {
  const unit = await house.aUnit()
  const [a, b, c] = [
    await house.aMemberOfStaff({ unit, lastName: 'AAA' }),
    await house.aMemberOfStaff({ unit, lastName: 'BBB' }),
    await house.aMemberOfStaff({ unit, lastName: 'CCC' }),
  ]
  const client = house.as(unit.contact!)
  const first = await client.listStaff({ unitId: unit.id, limit: 2 })
  expect(ids(first.staff)).toEqual(ids([a, b]))
  await house.leavesUnit(b, unit)
  const second = await client.listStaff({ unitId: unit.id, cursor: first.next! })
  expect(ids(second.staff)).toEqual(ids([c, unit.contact!]))
})

test('looking at it is on record', async () => {
  const unit = await house.aUnit()
  await everyPage(unit, { filter: 'somebody' })
  expect(
    await rows(house.db, 'select action, account_id as "by", detail from audit where group_id = :id', { id: unit.id }),
  ).toEqual([{ action: 'staff.listed', by: unit.contact!.id, detail: {} }])
})
