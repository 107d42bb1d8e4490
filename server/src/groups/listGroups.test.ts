/** The picker (R2): which groups, in which sections and order. */
import { describe, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { rows } from '../db/rows.ts'
import type { Group } from './contract.ts'

const house = await aServer(await aDatabase())

async function sectionsOf(person: Person): Promise<[string, string][]> {
  const { groups } = await house.as(person).listGroups({ limit: 100 })
  return groups.map(({ section, name }) => [section, name])
}

test('patients and plain staff: the units that one belongs to, with messaging on, and no others', async () => {
  const unit = await house.aUnit({ name: 'Renal unit', telephone: '0131 496 0123' })
  const second = await house.aUnit({ name: 'Diabetes clinic' })
  const silent = await house.aUnit({ messaging: false })
  const former = await house.aUnit()
  await house.aUnit({ specialty: unit.specialty })
  for (const person of [await house.aPatient({ unit }), await house.aMemberOfStaff({ unit })]) {
    for (const other of [second, silent, former]) await house.joins(person, other)
    await house.leavesUnit(person, former)
    const { groups, next } = await house.as(person).listGroups()
    expect(groups.map(({ id }) => id)).toEqual([second.id, unit.id])
    expect(groups[1]).toEqual({
      ...{ id: unit.id, name: 'Renal unit', kind: 'unit', section: 'mine' },
      contact: {
        ...{ telephone: '0131 496 0123', outOfHoursTelephone: null },
        ...{ openingHours: [], closedDays: [], knownUntil: null, answerTime: null },
      },
    })
    expect(next).toBeNull()
  }
})

describe('the sections, in order', async () => {
  const support = await house.centralSupport()
  const renal = await house.aSpecialty({ name: 'Renal' })
  const ward = await house.aUnit({ specialty: renal, name: 'Renal ward' })
  const clinic = await house.aUnit({ specialty: renal, name: 'A renal clinic' })
  await house.aUnit({ specialty: renal, name: 'Silent renal unit', messaging: false })
  const foot = await house.aUnit({ name: 'Foot clinic' })

  test('a unit admin: my units, Central Support, the other units of the specialty', async () => {
    const admin = await house.aUnitAdmin({ unit: ward })
    await house.joins(admin, foot)
    expect(await sectionsOf(admin)).toEqual([
      ['mine', 'Foot clinic'],
      ['mine', 'Renal ward'],
      ['central_support', 'Central Support'],
      ['specialty', 'A renal clinic'],
    ])
  })

  test('an admin of a unit without messaging, too', async () => {
    const silent = await house.aUnit({ specialty: renal, messaging: false })
    expect(await sectionsOf(await house.aUnitAdmin({ unit: silent }))).toEqual([
      ['central_support', 'Central Support'],
      ['specialty', 'A renal clinic'],
      ['specialty', 'Renal ward'],
    ])
  })

  test('a specialty admin: Central Support and the units of the specialty', async () => {
    expect(await sectionsOf(await house.aSpecialtyAdmin({ specialty: renal }))).toEqual([
      ['central_support', 'Central Support'],
      ['specialty', 'A renal clinic'],
      ['specialty', 'Renal ward'],
    ])
  })

  test('an admin who is one no more has their own units only', async () => {
    const former = await house.aUnitAdmin({ unit: ward })
    await house.joins(former, clinic)
    await house.leavesUnit(former, ward)
    expect(await sectionsOf(former)).toEqual([['mine', 'A renal clinic']])
  })

  test('Central Support: its own group, and every unit with messaging on', async () => {
    const sections = await sectionsOf(support.contact)
    const units = await rows<{ name: string }>(
      house.db,
      `select name from groups where kind = 'unit' and messaging_on order by name`,
    )
    expect(units.map(({ name }) => name)).toEqual(expect.arrayContaining(['Foot clinic', 'Renal ward']))
    expect(sections).toEqual([['mine', 'Central Support'], ...units.map(({ name }) => ['other_units', name])])
  })

  test('patients and plain staff: nothing but their own', async () => {
    for (const person of [await house.aPatient({ unit: ward }), await house.aMemberOfStaff({ unit: ward })])
      expect(await sectionsOf(person)).toEqual([['mine', 'Renal ward']])
  })

  test('pages of any size go through all sections', async () => {
    const admin = await house.aUnitAdmin({ unit: ward })
    const all = (await house.as(admin).listGroups()).groups
    for (const limit of [1, 2]) expect(await everyPage(admin, limit)).toEqual(all)
  })
})

test('pages of any size hold every group once', async () => {
  const nurse = await house.aMemberOfStaff()
  const names = ['Ångström ward', 'ward b', 'Ward A', `O'Brien ward`, '100 % ward', 'ward_1', 'Ward Z']
  for (const name of names) await house.joins(nurse, await house.aUnit({ name }))
  const all = (await house.as(nurse).listGroups()).groups
  expect(all).toHaveLength(names.length + 1)
  for (const limit of [1, 2, 3, 8]) expect(await everyPage(nurse, limit)).toEqual(all)
})

async function everyPage(person: Person, limit: number): Promise<Group[]> {
  const found: Group[] = []
  let cursor: string | undefined
  do {
    const page = await house.as(person).listGroups({ limit, ...(cursor && { cursor }) })
    expect(page.groups.length).toBeLessThanOrEqual(limit)
    found.push(...page.groups)
    cursor = page.next ?? undefined
  } while (cursor)
  return found
}
