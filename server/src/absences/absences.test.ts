import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { daysAround } from '../../test/daysAround.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase())
const day = await daysAround(house)

async function aWard() {
  const unit = await house.aUnit()
  const [susan, nora, peter] = await Promise.all(
    ['Susan', 'Nora', 'Peter'].map((firstName) => house.aMemberOfStaff({ unit, firstName })),
  )
  return { unit, susan: susan!, nora: nora!, peter: peter!, admin: unit.contact! }
}

const place = (who: Person, unit: Unit = who.unit) => ({ unitId: unit.id, accountId: who.id })
const days = (from: number, to: number, cover: Person | null = null) => ({
  firstDay: day(from),
  lastDay: day(to),
  coverId: cover?.id ?? null,
})
const absencesOf = async (who: Person, by: Person = who) => (await house.as(by).showAbsences(place(who))).absences
const away = (who: Person, from: number, to: number, cover: Person | null = null) =>
  house.as(who).setAbsence({ ...place(who), ...days(from, to, cover) })
const refusal = (fields: object) => ({ code: 'badInput', fields })

test('one says when one is away and who covers, and sees it', async () => {
  const { unit, susan, nora, admin } = await aWard()
  await away(susan, 0, 7, nora)
  const shown = await house.as(susan).showAbsences(place(susan))
  expect(shown.units).toEqual([
    { id: unit.id, name: unit.name, contact: expect.objectContaining({ id: admin.id, name: admin.name }) },
  ])
  expect(shown.today).toBe(day(0))
  expect(shown.absences).toEqual([
    {
      id: expect.any(String),
      unitId: unit.id,
      firstDay: day(0),
      lastDay: day(7),
      cover: { id: nora.id, name: nora.name, roleTitle: nora.roleTitle, kind: 'staff', receives: true },
    },
  ])
})

test('a unit admin does it for the staff of the unit; a colleague and another unit’s admin do not', async () => {
  const { unit, susan, nora, admin } = await aWard()
  await house.as(admin).setAbsence({ ...place(susan), ...days(0, 1) })
  expect(await absencesOf(susan, admin)).toHaveLength(1)
  for (const [who, code] of [
    [nora, 'notAllowed'],
    [(await house.aUnit()).contact!, 'notFound'],
  ] as const) {
    await expect(house.as(who).setAbsence({ ...place(susan, unit), ...days(3, 4) })).rejects.toMatchObject({ code })
    await expect(house.as(who).showAbsences(place(susan, unit))).rejects.toMatchObject({ code })
  }
})

test('one form for all of one’s units: all or none', async () => {
  const { unit, susan } = await aWard()
  const other = await house.aUnit()
  await house.joins(susan, other)
  const both = { ...place(susan), ...days(0, 2), elsewhere: [{ unitId: other.id, coverId: newId() }] }
  await expect(house.as(susan).setAbsence(both)).rejects.toMatchObject(
    refusal({ 'elsewhere.0.coverId': expect.stringMatching(/recipient/) }),
  )
  expect(await absencesOf(susan)).toEqual([])
  await house.as(susan).setAbsence({ ...both, elsewhere: [{ unitId: other.id, coverId: other.contact!.id }] })
  expect((await absencesOf(susan)).map(({ unitId }) => unitId)).toEqual([unit.id, other.id])
  // The admin of one unit sees, and sets, only what is of that unit.
  expect((await house.as(unit.contact!).showAbsences(place(susan))).units.map(({ id }) => id)).toEqual([unit.id])
  await expect(
    house.as(unit.contact!).setAbsence({
      ...{ ...place(susan), ...days(5, 6) },
      elsewhere: [{ unitId: other.id, coverId: null }],
    }),
  ).rejects.toMatchObject({ code: 'notFound' })
})

test('what is wrong is said beside the field', async () => {
  const { susan, nora } = await aWard()
  const stranger = await house.aMemberOfStaff()
  const notRecipient = await house.aMemberOfStaff({ unit: susan.unit, recipient: false })
  await away(susan, 10, 12)
  const wrong: [ReturnType<typeof days>, object][] = [
    [days(3, 2), { lastDay: expect.stringMatching(/first day/) }],
    [days(-3, -1), { lastDay: expect.stringMatching(/today/) }],
    [days(0, 367), { lastDay: expect.stringMatching(/year/) }],
    [days(-300, 100), { firstDay: expect.stringMatching(/year/) }],
    [days(12, 14), { firstDay: expect.stringMatching(/already/) }],
    [days(0, 1, stranger), { coverId: expect.stringMatching(/recipient/) }],
    [days(0, 1, notRecipient), { coverId: expect.stringMatching(/recipient/) }],
    [days(0, 1, susan), { coverId: expect.stringMatching(/recipient/) }],
  ]
  for (const [typed, fields] of wrong) {
    await expect(house.as(susan).setAbsence({ ...place(susan), ...typed })).rejects.toMatchObject(refusal(fields))
    await expect(house.as(susan).previewAbsence({ ...place(susan), ...typed })).rejects.toMatchObject(refusal(fields))
  }
  await expect(
    house.as(susan).setAbsence({ ...place(susan), ...days(0, 1), firstDay: 'next week' }),
  ).rejects.toMatchObject(refusal({ firstDay: expect.any(String) }))
  await away(susan, 13, 13, nora)
  expect(await absencesOf(susan)).toHaveLength(2)
})

test('whoever sets it for somebody else names anybody but themself, also when they change it or only look', async () => {
  const { unit, susan, nora, admin } = await aWard()
  const other = await house.aUnitAdmin({ unit, recipient: true })
  for (const by of [admin, other]) {
    const client = house.as(by)
    const refused = refusal({ coverId: 'Choose somebody else, or leave it to the default messaging contact' })
    await expect(client.previewAbsence({ ...place(susan), ...days(0, 1, by) })).rejects.toMatchObject(refused)
    await expect(client.setAbsence({ ...place(susan), ...days(0, 1, by) })).rejects.toMatchObject(refused)
    const { covers } = await client.listCovers(place(susan))
    expect(covers.map(({ id }) => id)).not.toContain(by.id)
    // Susan may have chosen them; moving her days is not theirs to use.
    await away(susan, 3, 4, by)
    const { id: absenceId } = (await absencesOf(susan))[0]!
    const change = { ...place(susan), absenceId }
    await expect(client.changeAbsence({ ...change, ...days(0, 4, by) })).rejects.toMatchObject(refused)
    await client.changeAbsence({ ...change, ...days(0, 4, nora) })
    await client.endAbsence(change)
  }
})

test('the preview says so too when a chain would lead to whoever sets it', async () => {
  const { unit, susan, nora, admin } = await aWard()
  const other = await house.aUnitAdmin({ unit, recipient: true })
  await away(nora, 0, 5, other)
  const asked = { ...place(susan), ...days(0, 2, nora) }
  const end = async (by: Person) => (await house.as(by).previewAbsence(asked)).units[0]!.spells[0]?.instead?.id
  expect(await end(other)).toBe(admin.id)
  expect(await end(susan)).toBe(other.id)
})

test('two who cover for each other on the same days are refused, also in a longer circle', async () => {
  const { susan, nora, peter } = await aWard()
  await away(susan, 0, 10, nora)
  await away(nora, 5, 15, peter)
  await expect(away(peter, 10, 12, susan)).rejects.toMatchObject(
    refusal({ coverId: expect.stringContaining(`${nora.name} is away then too, and ${peter.name} covers for them`) }),
  )
  // On days that the three do not share there is none.
  await away(peter, 11, 12, susan)
})

test('two who would make a circle at the same moment: one of them is refused', async () => {
  const { susan, nora } = await aWard()
  const outcomes = await Promise.allSettled([away(susan, 0, 3, nora), away(nora, 2, 5, susan)])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('the same absence twice at the same moment is one', async () => {
  const { susan, admin } = await aWard()
  const twice = [away(susan, 0, 3), house.as(admin).setAbsence({ ...place(susan), ...days(2, 4) })]
  const outcomes = await Promise.allSettled(twice)
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(await absencesOf(susan)).toHaveLength(1)
})

test('it can be changed, ended early and taken back', async () => {
  const { susan, nora, admin } = await aWard()
  await away(susan, -2, 5)
  await away(susan, 20, 25, nora)
  const [now, later] = await absencesOf(susan)
  const client = house.as(admin)
  await client.changeAbsence({ ...place(susan), absenceId: now!.id, ...days(-2, 8, nora) })
  expect((await absencesOf(susan))[0]).toMatchObject({ lastDay: day(8), cover: { id: nora.id } })
  await expect(client.changeAbsence({ ...place(susan), absenceId: now!.id, ...days(-2, 22) })).rejects.toMatchObject(
    refusal({ firstDay: expect.any(String) }),
  )
  await client.endAbsence({ ...place(susan), absenceId: now!.id })
  await client.endAbsence({ ...place(susan), absenceId: later!.id })
  expect(await absencesOf(susan)).toEqual([])
  await expect(client.endAbsence({ ...place(susan), absenceId: now!.id })).rejects.toMatchObject({ code: 'notFound' })
  // That they were away until yesterday stays on record.
  const [was] = await rows(
    house.db,
    'select last_day as "lastDay", ended_at as "endedAt" from absences where id = :id',
    {
      id: now!.id,
    },
  )
  expect(was).toEqual({ lastDay: day(-1), endedAt: null })
})

test('an absence of somebody else is not there under one’s own name', async () => {
  const { susan, nora } = await aWard()
  await away(susan, 0, 3)
  const { id: absenceId } = (await absencesOf(susan))[0]!
  const input = { ...place(nora), absenceId }
  await expect(house.as(nora).endAbsence(input)).rejects.toMatchObject({ code: 'notFound' })
  await expect(house.as(nora).changeAbsence({ ...input, ...days(0, 1) })).rejects.toMatchObject({ code: 'notFound' })
  expect(await absencesOf(susan)).toHaveLength(1)
})

test('who could cover: the other recipients, found by name, with who of them is away', async () => {
  const { susan, nora, peter, admin } = await aWard()
  await away(nora, 0, 4, peter)
  const { covers } = await house.as(susan).listCovers(place(susan))
  expect(covers.map(({ id }) => id).toSorted()).toEqual([nora.id, peter.id, admin.id].toSorted())
  expect(covers.find(({ id }) => id === nora.id)?.away).toMatchObject({ until: day(4), instead: { id: peter.id } })
  const found = await house.as(susan).listCovers({ ...place(susan), filter: 'nor' })
  expect(found.covers.map(({ id }) => id)).toEqual([nora.id])
  const first = await house.as(susan).listCovers({ ...place(susan), limit: 2 })
  const rest = await house.as(susan).listCovers({ ...place(susan), limit: 2, cursor: first.next! })
  expect([...first.covers, ...rest.covers].map(({ id }) => id)).toEqual(covers.map(({ id }) => id))
})

test('the preview says day by day who gets messages instead', async () => {
  const { unit, susan, nora, peter, admin } = await aWard()
  await away(nora, 3, 5, peter)
  await away(peter, 5, 6)
  const { units } = await house.as(susan).previewAbsence({ ...place(susan), ...days(1, 8, nora) })
  const spells = units[0]!.spells.map(({ from, to, instead }) => [from, to, instead?.id])
  expect(units[0]!.unitId).toBe(unit.id)
  expect(spells).toEqual([
    [day(1), day(2), nora.id],
    [day(3), day(4), peter.id],
    [day(5), day(5), admin.id],
    [day(6), day(8), nora.id],
  ])
  // Nothing was written, and of an absence that is changed the old days do not count.
  expect(await absencesOf(susan)).toEqual([])
})

test('with a membership its absences end; whom it covered keep the name, and see that it receives no more', async () => {
  const { unit, susan, nora, admin } = await aWard()
  await away(susan, 0, 3, nora)
  await away(nora, 10, 12)
  await house.leavesUnit(nora, unit)
  expect(await absencesOf(susan, admin)).toMatchObject([{ cover: { id: nora.id, receives: false } }])
  const open = await rows(house.db, 'select from absences where ended_at is null and group_id = :id', { id: unit.id })
  expect(open).toHaveLength(1)
})

test('it is on record who set what', async () => {
  const { unit, susan, admin } = await aWard()
  await house.as(admin).setAbsence({ ...place(susan), ...days(0, 1) })
  const { id: absenceId } = (await absencesOf(susan, admin))[0]!
  await house.as(admin).endAbsence({ ...place(susan), absenceId })
  const found = await rows<{ action: string; by: string; whom: string }>(
    house.db,
    `select action, account_id as by, detail ->> 'accountId' as whom from audit
      where group_id = :unitId and action like 'absence%' order by id`,
    { unitId: unit.id },
  )
  expect(found).toEqual(
    ['absence.set', 'absences.opened', 'absence.ended'].map((action) => ({ action, by: admin.id, whom: susan.id })),
  )
})
