import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'

const house = await aServer(await aDatabase())

test('lists the units that one belongs to, with messaging on, and no others', async () => {
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
      contact: { telephone: '0131 496 0123', outOfHoursTelephone: null, openingHours: [] },
    })
    expect(next).toBeNull()
  }
})

test('specialty admins and Central Support have none of their own', async () => {
  for (const person of [await house.aSpecialtyAdmin(), await house.aMemberOfSupport()])
    expect(await house.as(person).listGroups()).toEqual({ groups: [], next: null })
})

test('pages of any size hold every group once', async () => {
  const nurse = await house.aMemberOfStaff()
  const names = ['Ångström ward', 'ward b', 'Ward A', `O'Brien ward`, '100 % ward', 'ward_1', 'Ward Z']
  for (const name of names) await house.joins(nurse, await house.aUnit({ name }))
  const all = (await house.as(nurse).listGroups()).groups
  expect(all).toHaveLength(names.length + 1)
  for (const limit of [1, 2, 3, 8]) {
    const found = []
    let cursor: string | undefined
    do {
      const page = await house.as(nurse).listGroups({ limit, ...(cursor && { cursor }) })
      found.push(...page.groups)
      cursor = page.next ?? undefined
    } while (cursor)
    expect(found).toEqual(all)
  }
})
