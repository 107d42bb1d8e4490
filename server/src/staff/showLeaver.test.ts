/** What closing an account would touch, before anybody does it: with whom, never about what (R10). */
import { describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const contact = unit.contact!
const admin = await house.aUnitAdmin({ unit })
const patient = await house.aPatient({ unit, firstName: 'Bill', lastName: 'Withers' })
const colleagues = [
  await house.aMemberOfStaff({ unit, firstName: 'Ann', lastName: 'Able' }),
  await house.aMemberOfStaff({ unit, firstName: 'Bob', lastName: 'Baker' }),
  await house.aMemberOfStaff({ unit, firstName: 'Cat', lastName: 'Carter' }),
]
const show = (by: Person, { id }: { id: string }) => house.as(by).showLeaver({ unitId: unit.id, accountId: id })

test('the open conversations by latest activity, who takes over, and the other units', async () => {
  const elsewhere = await house.aUnit({ name: 'Ward 9', specialty: unit.specialty })
  const susan = await house.aMemberOfStaff({ unit, firstName: 'Susan', lastName: 'Turner', username: 'sturner' })
  await house.joins(susan, elsewhere, { recipient: true })
  const withPatient = await house.aConversation([patient, susan, colleagues[0]!], { subject: 'Potassium' })
  const withOne = await house.aConversation([susan, colleagues[0]!], { subject: 'Rota' })
  const withMany = await house.aConversation([susan, contact, ...colleagues])
  const archived = await house.aConversation([patient, susan])
  await house.as(susan).archiveConversation({ conversationId: archived.id })
  await house.aConversation([susan, elsewhere.contact!], { unit: elsewhere })
  await house.as(patient).sendMessage({ conversationId: withPatient.id, id: newId(), text: 'And?', lastSeenSeq: 1 })

  const seen = await show(admin, susan)
  expect(seen).toMatchObject({
    ...{ person: { id: susan.id, name: 'Susan Turner', kind: 'staff', roleTitle: 'Dietitian' }, username: 'sturner' },
    ...{ openConversations: 3, elsewhere: ['Ward 9'], isDefaultContact: false },
    takesOver: { id: contact.id, name: contact.name, username: contact.username },
  })
  const names = [contact, ...colleagues]
    .toSorted((one, other) => (one.lastName < other.lastName ? -1 : 1))
    .map(({ name }) => name)
  expect(seen.conversations).toEqual([
    { id: withPatient.id, with: 'Bill Withers', lastActivityAt: expect.any(String) },
    { id: withMany.id, with: `${names.slice(0, 3).join(', ')} and 1 more`, lastActivityAt: expect.any(String) },
    { id: withOne.id, with: 'Ann Able', lastActivityAt: expect.any(String) },
  ])
  expect(JSON.stringify(seen)).not.toMatch(/Potassium|Rota|And\?|bananas/)
})

describe('what can be done', async () => {
  const nurse = await house.aMemberOfStaff({ unit })
  const both = await house.aMemberOfStaff({ unit })
  await house.joins(both, await house.aUnit({ specialty: unit.specialty }))
  const other = await house.aUnit({ name: 'Ward 8', specialty: unit.specialty })
  await house.joins(colleagues[2]!, other, { role: 'unit_admin' })
  await house.joins(other.contact!, unit)
  await house.db.raw(`update memberships set role = 'staff' where account_id = ? and group_id = ?`, [
    ...[other.contact!.id, other.id],
  ])
  const specialtyAdmin = await house.aSpecialtyAdmin({ specialty: unit.specialty })
  const all = { closeHere: true, closeAltogether: true }
  const hereOnly = { closeHere: true, closeAltogether: false }
  const nothing = { closeHere: false, closeAltogether: false }

  test.each([
    ['a colleague', admin, nurse, all, null],
    ['oneself', admin, admin, nothing, /your own account/],
    ['the default messaging contact', admin, contact, nothing, /default messaging contact. Hand that over/],
    ['somebody who works elsewhere too', admin, both, hereOnly, /Central Support/],
    ['the same, by who looks after both', specialtyAdmin, both, all, null],
    ['the contact of another unit', specialtyAdmin, other.contact!, hereOnly, /contact of Ward 8/],
    ['the last unit admin of another unit', specialtyAdmin, colleagues[2]!, hereOnly, /last unit admin of Ward 8/],
  ])('%s', async (_, by, who, can, because) => {
    const seen = await show(by, who)
    expect(seen.can).toEqual(can)
    if (because) expect(seen.because).toMatch(because)
    else expect(seen.because).toBeNull()
    expect(seen.isDefaultContact).toBe(who.id === contact.id)
  })

  test('the last unit admin', async () => {
    const silent = await house.aUnit({ messaging: false, specialty: unit.specialty })
    const only = await house.aUnitAdmin({ unit: silent })
    const seen = await house.as(specialtyAdmin).showLeaver({ unitId: silent.id, accountId: only.id })
    expect(seen).toMatchObject({ can: nothing, because: expect.stringMatching(/last unit admin/), takesOver: null })
  })
})

test('there is nobody else: no patient, nobody who has left, nobody closed, nobody of another unit', async () => {
  const [former, closed] = [await house.aMemberOfStaff({ unit }), await house.aMemberOfStaff({ unit })]
  await house.leavesUnit(former, unit)
  await house.closes(closed)
  for (const who of [patient, former, closed, await house.aMemberOfStaff(), { id: newId() }])
    await expect(show(admin, who)).rejects.toMatchObject({ status: 404, code: 'notFound' })
})

test('looking is on record', async () => {
  await show(admin, colleagues[0]!)
  const [last] = await rows(
    house.db,
    `select account_id as "by", group_id as "groupId", detail from audit where action = 'leaver.opened' order by id desc`,
  )
  expect(last).toEqual({ by: admin.id, groupId: unit.id, detail: { accountId: colleagues[0]!.id } })
})
