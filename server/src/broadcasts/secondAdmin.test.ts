/** A second admin is somebody else, and not the author under another name. */
import { beforeEach, describe, expect, test } from 'vitest'
import { aBroadcast } from '../../test/aBroadcast.ts'
import { aServer } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aUnitsSettings } from '../../test/everybody.ts'
import { asked, staffDesk } from '../../test/staffDesk.ts'
import { rows } from '../db/rows.ts'
import { heldBackInWords, whyHoldBack } from './heldBack.ts'

const house = await aServer(await aDatabase())
const desk = staffDesk(house)
const demanding = { ...aUnitsSettings, demandsSecondFactor: false, broadcastsNeedApproval: true }
const refused = { code: 'notSecondAdmin' }

let [unit, author, colleague]: [Unit, Person, Person] = [] as never
beforeEach(async () => {
  unit = await house.aUnit()
  author = unit.contact!
  colleague = await house.aUnitAdmin({ unit })
  await house.aPatient({ unit })
  await house.as(author).saveUnitSettings({ unitId: unit.id, version: 1, ...demanding })
})

let pups = 0
/** Somebody new, as an admin. */
async function adds(by: Person): Promise<Person> {
  const before = new Set((await desk(unit).list()).map(({ id }) => id))
  pups += 1
  const added = { firstName: `Pup${pups}`, lastName: 'Pet', role: 'unit admin', email: `pup${pups}@example.org` }
  const previewed = await desk(unit, by).preview([asked(undefined, added)])
  expect(previewed.rows.flatMap(({ errors }) => errors)).toEqual([])
  await desk(unit, by).apply(previewed.changesetId, 1)
  const { id, firstName, lastName, username } = (await desk(unit).list()).find((one) => !before.has(one.id))!
  return { ...author, id, username, name: `${firstName} ${lastName}` }
}
async function waitingForApproval() {
  const place = await aBroadcast(house, unit, author).draft()
  await house.as(author).askForApproval(place)
  return place
}
async function expectRefused(person: Person) {
  const place = await waitingForApproval()
  expect(await house.as(person).showBroadcast(place)).toMatchObject({ can: { approve: false } })
  await expect(house.as(person).approveBroadcast(place)).rejects.toMatchObject(refused)
}

describe('who cannot approve', () => {
  test('whom the author has added, nor whom those have added', async () => {
    const puppet = await adds(author)
    await expectRefused(puppet)
    await expectRefused(await adds(puppet))
    const place = await waitingForApproval()
    expect(await house.as(colleague).approveBroadcast(place)).toMatchObject({ state: 'approved' })
  })

  test.each([
    ['has made an admin', 'staff', { role: 'unit admin' }],
    ['has given another e-mail address', 'unit_admin', { email: 'other@example.org' }],
  ] as const)('whom the author %s', async (_, role, cells) => {
    const person = await house.aMemberOfStaff({ unit, role })
    await desk(unit).change([asked(person.id, cells)])
    await expectRefused(person)
  })
})

test.each([
  [
    'has given another role title',
    async (person: Person) => desk(unit).change([asked(person.id, { roleTitle: 'Sister' })]),
  ],
  [
    'did so a week ago',
    async (person: Person) => {
      await desk(unit).change([asked(person.id, { email: 'other@example.org' })])
      await rows(house.db, `alter table changesets disable trigger user`)
      await rows(house.db, `update changesets set applied_at = applied_at - interval '7 days' where group_id = :id`, {
        id: unit.id,
      })
      await rows(house.db, `alter table changesets enable trigger user`)
    },
  ],
])('whom the author %s can', async (_, change) => {
  const person = await house.aUnitAdmin({ unit })
  await change(person)
  expect(await house.as(person).approveBroadcast(await waitingForApproval())).toMatchObject({ state: 'approved' })
})

test('whom another admin has added can', async () => {
  const person = await adds(colleague)
  expect(await house.as(person).approveBroadcast(await waitingForApproval())).toMatchObject({ state: 'approved' })
})

test('approval is still needed where somebody of the author’s making has switched it off', async () => {
  const puppet = await adds(author)
  const place = await aBroadcast(house, unit, author).draft()
  const off = { ...demanding, broadcastsNeedApproval: false }
  await house.as(puppet).saveUnitSettings({ unitId: unit.id, version: 2, ...off })
  const press = house.as(author).sendBroadcast({ ...place, patients: 1 })
  await expect(press).rejects.toMatchObject({ code: 'approvalSwitchedOffLately' })
})

test('what was approved is not sent where whoever approved it looks after the unit no more', async () => {
  const place = await waitingForApproval()
  await house.as(colleague).approveBroadcast(place)
  await house.as(author).sendBroadcast({ ...place, patients: 1 })
  const why = () => house.db.transaction((trx) => whyHoldBack(trx, unit.id, place.broadcastId))
  expect(await why()).toBeNull()
  await house.leavesUnit(colleague, unit)
  expect(heldBackInWords[(await why())!]).toMatch(/approval of a second admin/)
})
