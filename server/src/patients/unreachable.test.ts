/** People we cannot reach, and what was done to reach them. */
import { describe, expect, test } from 'vitest'
import { aServer, newId, type TestHouse } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { rows } from '../db/rows.ts'
import type { UnreachablePerson } from './contract.ts'

const house = await aServer(await aDatabase())

type Query = Omit<Parameters<ReturnType<TestHouse['as']>['listUnreachable']>[0], 'unitId'>

async function everyPage({ id, contact }: Unit, query: Query = {}, limit = 100): Promise<UnreachablePerson[]> {
  const found: UnreachablePerson[] = []
  let cursor: string | undefined
  do {
    const page = await house.as(contact!).listUnreachable({ unitId: id, ...query, limit, ...(cursor && { cursor }) })
    found.push(...page.people)
    cursor = page.next ?? undefined
  } while (cursor)
  return found
}
const names = (people: UnreachablePerson[]) => people.map(({ name }) => name)
const note = (unit: Unit, { id: accountId }: Person, text = 'Rang', by = unit.contact!) =>
  house.as(by).addContactNote({ unitId: unit.id, accountId, text })

async function wantsNone(person: Person): Promise<Person> {
  await house.as(person).chooseEmailWish({ emailWish: 'none' })
  return person
}

async function aUnitWithUnreachable() {
  const unit = await house.aUnit()
  const make = { unit, firstName: 'Per' }
  return {
    unit,
    none: await house.aPatient({ ...make, lastName: 'Bee', email: null }),
    bouncing: await house.aPatient({ ...make, lastName: 'Cee', emailBouncing: true }),
    unverified: await house.aPatient({ ...make, lastName: 'Dee', emailVerified: false, dateOfBirth: '1950-12-31' }),
    nurse: await house.aMemberOfStaff({ ...make, lastName: 'Ess', email: null, roleTitle: 'Nurse' }),
    clerk: await house.aMemberOfStaff({ ...make, lastName: 'Eff', emailVerified: false, recipient: false }),
    unwanted: await wantsNone(await house.aPatient({ ...make, lastName: 'Gee', emailVerified: false })),
    colleague: await wantsNone(await house.aMemberOfStaff({ ...make, lastName: 'Yes' })),
    reachable: await house.aPatient({ ...make, lastName: 'Zed' }),
  }
}

test('patients and staff whom no e-mail reaches, and why', async () => {
  const { unit, nurse } = await aUnitWithUnreachable()
  const closed = await house.aPatient({ unit, email: null })
  await house.closes(closed)
  const left = await house.aPatient({ unit, email: null })
  await house.leavesUnit(left, unit)
  await house.aPatient({ email: null })
  await house.db.raw(`update accounts set telephone = '0131 496 0120' where id = ?`, [nurse.id])
  const people = await everyPage(unit)
  expect(people.map(({ name, kind, reason }) => [name, kind, reason])).toEqual([
    ['Per Bee', 'patient', 'none'],
    ['Per Cee', 'patient', 'bouncing'],
    ['Per Dee', 'patient', 'unverified'],
    ['Per Eff', 'staff', 'unverified'],
    ['Per Ess', 'staff', 'none'],
    ['Per Gee', 'patient', 'unwanted'],
  ])
  expect(people[4]).toEqual({
    ...{ id: nurse.id, name: 'Per Ess', kind: 'staff', roleTitle: 'Nurse', dateOfBirth: null, email: null },
    ...{
      telephone: '0131 496 0120',
      textsFail: false,
      texts: false,
      reason: 'none',
      emailState: 'none',
      distrusted: false,
      notes: [],
    },
    wayIn: { chosen: false, invitation: null },
    can: {
      ...{ changeAccount: true, sendVerification: false, resetSignIn: false, invite: false },
      ...{ printLetter: false, write: true },
    },
  })
  expect(people[5]).toMatchObject({ reason: 'unwanted', emailState: 'unverified' })
  // Who receives no messages is in nobody's recipient list.
  expect(people[3]!.can).toMatchObject({ write: false, sendVerification: true })
  const { counts } = await house.as(unit.contact!).listUnreachable({ unitId: unit.id, filter: 'bee', reason: 'none' })
  expect(counts).toEqual({ none: 2, bouncing: 1, unwanted: 1, unverified: 2 })
  const ofStaff = await house.as(unit.contact!).listUnreachable({ unitId: unit.id, kind: 'staff' })
  expect(ofStaff.counts).toEqual({ none: 1, bouncing: 0, unwanted: 0, unverified: 1 })
})

test.each([
  [{ reason: 'none' }, ['Per Bee', 'Per Ess']],
  [{ reason: 'bouncing' }, ['Per Cee']],
  [{ reason: 'unverified' }, ['Per Dee', 'Per Eff']],
  [{ reason: 'unwanted' }, ['Per Gee']],
  [{ kind: 'staff' }, ['Per Eff', 'Per Ess']],
  [{ kind: 'patient', reason: 'none' }, ['Per Bee']],
  [{ kind: 'staff', filter: 'e' }, ['Per Eff', 'Per Ess']],
  [{ filter: 'ess' }, ['Per Ess']],
  [{ filter: 'per' }, ['Per Bee', 'Per Cee', 'Per Dee', 'Per Eff', 'Per Ess', 'Per Gee']],
  [{ filter: 'p' }, ['Per Bee', 'Per Cee', 'Per Dee', 'Per Eff', 'Per Ess', 'Per Gee']],
  [{ filter: 'be' }, ['Per Bee']],
  [{ filter: 'ee' }, []],
  [{ filter: 'per', reason: 'unverified' }, ['Per Dee', 'Per Eff']],
  [{ filter: '31/12/1950' }, ['Per Dee']],
  [{ filter: 'zed' }, []],
] as const)('%o', async (query, expected) => {
  const { unit } = await aUnitWithUnreachable()
  expect(names(await everyPage(unit, query))).toEqual(expected)
})

test('who wants e-mails again is on the list for another reason, or not at all', async () => {
  const { unit, unwanted } = await aUnitWithUnreachable()
  const reason = async () => (await everyPage(unit, { filter: 'gee' })).map((person) => person.reason)
  await house.as(unwanted).chooseEmailWish({ emailWish: 'daily' })
  expect(await reason()).toEqual(['unverified'])
  await house.db('accounts').where({ id: unwanted.id }).update({ email_verified_at: house.db.fn.now() })
  expect(await reason()).toEqual([])
  await house.as(unwanted).chooseEmailWish({ emailWish: 'none' })
  expect(await reason()).toEqual(['unwanted'])
})

test('those about whom nobody has noted anything come first, on pages of any size', async () => {
  const { unit, none, unverified } = await aUnitWithUnreachable()
  await note(unit, none)
  await note(unit, unverified)
  const all = await everyPage(unit)
  expect(names(all)).toEqual(['Per Cee', 'Per Eff', 'Per Ess', 'Per Gee', 'Per Bee', 'Per Dee'])
  for (const limit of [1, 2, 3, 4]) expect(await everyPage(unit, {}, limit)).toEqual(all)
  expect(names(await everyPage(unit, { reason: 'none' }, 1))).toEqual(['Per Ess', 'Per Bee'])
})

describe('notes', () => {
  test('the newest five, with who wrote them', async () => {
    const { unit, none } = await aUnitWithUnreachable()
    const second = await house.aUnitAdmin({ unit, firstName: 'Second', lastName: 'Admin' })
    for (const text of ['One', 'Two', 'Three', 'Four', 'Five']) await note(unit, none, text)
    const { notes } = await note(unit, none, '  Rang,\r\nno answer ', second)
    expect(notes.map(({ text }) => text)).toEqual(['Rang,\nno answer', 'Five', 'Four', 'Three', 'Two'])
    expect(notes.slice(0, 2).map(({ by }) => by)).toEqual(['Second Admin', unit.contact!.name])
    expect((await everyPage(unit)).find(({ id }) => id === none.id)!.notes).toEqual(notes)
  })

  test('are those of the unit in which they were written', async () => {
    const { unit, none } = await aUnitWithUnreachable()
    const other = await house.aUnit()
    await house.joins(none, other)
    await note(unit, none, 'Only here')
    expect((await everyPage(other))[0]!.notes).toEqual([])
    expect((await note(other, none, 'There')).notes.map(({ text }) => text)).toEqual(['There'])
  })

  test('also about somebody who can be reached by now, and nobody outside the unit', async () => {
    const { unit, reachable } = await aUnitWithUnreachable()
    expect((await note(unit, reachable)).notes).toHaveLength(1)
    expect(names(await everyPage(unit))).not.toContain('Per Zed')
    const stranger = await house.aPatient({ email: null })
    const left = await house.aPatient({ unit, email: null })
    await house.leavesUnit(left, unit)
    for (const nobody of [stranger, left, { ...stranger, id: newId() }])
      await expect(note(unit, nobody)).rejects.toMatchObject({ status: 404, code: 'notFound' })
  })

  test.each([
    ['', 'Write what was done'],
    ['x'.repeat(301), 'Use at most 300 characters'],
  ])('of a length that can be read: %#', async (text, sentence) => {
    const { unit, none } = await aUnitWithUnreachable()
    await expect(note(unit, none, text)).rejects.toMatchObject({ status: 422, fields: { text: sentence } })
  })

  test('stay as they were written, and are on record', async () => {
    const { unit, none } = await aUnitWithUnreachable()
    await note(unit, none, 'x'.repeat(300))
    for (const attempt of [
      `update contact_notes set text = 'changed'`,
      'delete from contact_notes',
      'truncate contact_notes',
    ])
      await expect(house.db.raw(attempt)).rejects.toMatchObject({ code: '23001' })
    const recorded = await rows(house.db, 'select action, detail from audit where group_id = :id order by id', {
      id: unit.id,
    })
    expect(recorded).toEqual([{ action: 'contact_note.added', detail: { accountId: none.id } }])
  })
})
