import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { daysAround } from '../../test/daysAround.ts'
import { rows } from '../db/rows.ts'
import { whoCovers } from './whoCovers.ts'

const house = await aServer(await aDatabase())
const day = await daysAround(house)

async function membershipOf(who: Person, unit: Unit = who.unit): Promise<string> {
  const [found] = await rows<{ id: string }>(
    house.db,
    'select id from memberships where account_id = :accountId and group_id = :unitId',
    { accountId: who.id, unitId: unit.id },
  )
  return found!.id
}

/** As the tables allow it, also where the verbs would not. */
async function isAway(unit: Unit, who: string, [first, last]: [string, string], cover: string | null = null) {
  await house.db.raw(
    `insert into absences (group_id, membership_id, first_day, last_day, cover_id, set_by, set_on)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [unit.id, who, first, last, cover, unit.contact!.id, first],
  )
}

const asked = (ids: string[], on?: string) => house.db.transaction((trx) => whoCovers(trx, ids, on ? { day: on } : {}))

test('whatever the absences and covers, somebody who is not away gets it, or the default messaging contact', async () => {
  const unit = await house.aUnit()
  const people = [unit.contact!]
  for (let n = 0; n < 6; n++) people.push(await house.aMemberOfStaff({ unit }))
  const ids = await Promise.all(people.map((who) => membershipOf(who)))
  const one = fc.record({ away: fc.boolean(), receives: fc.boolean(), cover: fc.option(fc.nat(ids.length - 1)) })
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: ids.length, maxLength: ids.length }), async (all) => {
      await house.db.raw('delete from absences where group_id = ?', [unit.id])
      for (const [n, { away, receives, cover }] of all.entries()) {
        // The default messaging contact always receives.
        await house.db.raw('update memberships set is_recipient = ? where id = ?', [n === 0 || receives, ids[n]!])
        const coverId = cover === null || cover === n ? null : ids[cover]!
        if (away) await isAway(unit, ids[n]!, [day(0), day(1)], coverId)
      }
      const found = await asked(ids)
      expect([...found.keys()].toSorted()).toEqual(ids.filter((_, n) => all[n]!.away).toSorted())
      for (const [n, { away, cover }] of all.entries()) {
        if (!away) continue
        const instead = found.get(ids[n]!)!.instead?.membershipId
        const end = instead === undefined ? -1 : ids.indexOf(instead)
        const isHere = end >= 0 && !all[end]!.away && (end === 0 || all[end]!.receives)
        if (n === 0) expect(instead === undefined || isHere).toBe(true)
        else expect(isHere || end === 0).toBe(true)
        // Nobody is passed over who could have had it.
        const chosen = cover === null || cover === n ? undefined : all[cover]
        if (chosen && !chosen.away && (cover === 0 || chosen.receives)) expect(end).toBe(cover)
      }
    }),
    { numRuns: 60 },
  )
})

test('both days count, and no other, also when the clocks change', async () => {
  const unit = await house.aUnit()
  for (const [before, first, last, after] of [
    ['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30'],
    ['2026-10-23', '2026-10-24', '2026-10-25', '2026-10-26'],
  ] as const) {
    const id = await membershipOf(await house.aMemberOfStaff({ unit }))
    await isAway(unit, id, [first, last])
    for (const on of [first, last]) expect((await asked([id], on)).get(id)).toMatchObject({ day: on, until: last })
    for (const on of [before, after]) expect((await asked([id], on)).size).toBe(0)
  }
})

test('a day begins at midnight in the United Kingdom', async () => {
  const instants = {
    '2026-03-28T23:59:59Z': '2026-03-28',
    '2026-03-29T00:00:00Z': '2026-03-29',
    '2026-03-29T22:59:59Z': '2026-03-29',
    '2026-03-29T23:00:00Z': '2026-03-30',
    '2026-10-24T22:59:59Z': '2026-10-24',
    '2026-10-24T23:00:00Z': '2026-10-25',
    '2026-10-25T23:59:59Z': '2026-10-25',
    '2026-10-26T00:00:00Z': '2026-10-26',
  }
  for (const zone of ['UTC', 'Pacific/Auckland', 'America/Los_Angeles']) {
    await house.db.transaction(async (trx) => {
      await trx.raw(`set local time zone '${zone}'`)
      for (const [at, there] of Object.entries(instants))
        expect(await rows(trx, 'select local_day(:at) as day', { at })).toEqual([{ day: there }])
    })
  }
})

test('absences that follow each other are one: away until the last of them', async () => {
  const unit = await house.aUnit()
  const id = await membershipOf(await house.aMemberOfStaff({ unit }))
  await isAway(unit, id, [day(0), day(2)])
  await isAway(unit, id, [day(3), day(5)])
  await isAway(unit, id, [day(7), day(8)])
  expect((await asked([id])).get(id)?.until).toBe(day(5))
})

test('a cover of another unit, an overlap and days the wrong way round are refused by the database itself', async () => {
  const unit = await house.aUnit()
  const id = await membershipOf(await house.aMemberOfStaff({ unit }))
  const stranger = await membershipOf(await house.aMemberOfStaff())
  await isAway(unit, id, [day(0), day(2)])
  await expect(isAway(unit, id, [day(2), day(3)])).rejects.toThrow(/one_absence_at_a_time/)
  await expect(isAway(unit, id, [day(5), day(4)])).rejects.toThrow(/last_day_not_before_first/)
  await expect(isAway(unit, id, [day(5), day(6)], stranger)).rejects.toThrow(/foreign key/)
  await expect(isAway(unit, id, [day(5), day(6)], id)).rejects.toThrow(/nobody_covers_for_themselves/)
  await expect(isAway(unit, id, [day(5), day(400)])).rejects.toThrow(/at_most_a_year/)
})
