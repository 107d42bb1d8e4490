/** What no change of the staff list may do, whichever way it comes (R10). */
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { asked, staffDesk } from '../../test/staffDesk.ts'

const house = await aServer(await aDatabase())
const desk = staffDesk(house)

const everyWay = ['grid', 'bulk', 'form', 'csv'] as const

async function refused(unit: Unit, who: Person, cells: Record<string, string>, actor = unit.contact!) {
  const errors = []
  for (const source of everyWay) {
    const header = ['username', ...Object.keys(cells)].join(',')
    const line = [who.username, ...Object.values(cells)].join(',')
    const csv = Buffer.from(`${header}\n${line}\n`).toString('base64')
    const { rows: shown, changeset } = await desk(unit, actor).preview(
      source === 'csv' ? (undefined as never) : [asked(who.id, cells)],
      { source, ...(source === 'csv' && { csv, rows: undefined }) },
    )
    expect(changeset.can.apply).toBe(false)
    errors.push(shown.find(({ kind }) => kind === 'wrong')?.errors[0])
  }
  for (const error of errors) expect(error).toEqual(errors[0])
  return errors[0]
}

test('the default messaging contact is only handed over', async () => {
  const unit = await house.aUnit()
  const admin = await house.aUnitAdmin({ unit })
  const { contact } = unit
  expect(await refused(unit, contact!, { isDefaultContact: 'no' }, admin)).toMatchObject({
    column: 'isDefaultContact',
  })
  expect(await refused(unit, contact!, { isRecipient: 'no' }, admin)).toMatchObject({ column: 'isRecipient' })
  expect(await refused(unit, contact!, { close: 'this unit' }, admin)).toMatchObject({ column: 'close' })
  const next = await house.aMemberOfStaff({ unit, recipient: false })
  const { change, preview, of } = desk(unit, admin)
  const { rows: shown } = await preview([asked(next.id, { isDefaultContact: 'yes' })])
  expect(shown).toHaveLength(2)
  expect(shown.find(({ accountId }) => accountId === contact!.id)!.cells).toEqual([
    { column: 'isDefaultContact', from: 'yes', to: 'no', now: null },
  ])
  await change([asked(next.id, { isDefaultContact: 'yes' })])
  expect(await of(next)).toMatchObject({ isDefaultContact: true, isRecipient: true })
  expect(await of(contact!)).toMatchObject({ isDefaultContact: false, isRecipient: true })
})

test('the last unit admin stays one, and nobody cuts off the branch they sit on', async () => {
  const unit = await house.aUnit()
  const specialtyAdmin = await house.aSpecialtyAdmin({ specialty: unit.specialty })
  expect(await refused(unit, unit.contact!, { role: 'staff' }, specialtyAdmin)).toMatchObject({ column: 'role' })
  const second = await house.aUnitAdmin({ unit })
  expect(await refused(unit, second, { role: 'staff' }, second)).toMatchObject({ column: 'role' })
  expect(await refused(unit, second, { close: 'this unit' }, second)).toMatchObject({ column: 'close' })
  const { preview } = desk(unit, specialtyAdmin)
  const both = await preview([asked(unit.contact!.id, { role: 'staff' }), asked(second.id, { role: 'staff' })])
  expect(both.changeset.counts).toMatchObject({ wrong: 2 })
})

test.each(['specialty admin', 'specialty_admin', 'support', 'Central Support', 'patient', 'root'])(
  'nobody is made %s',
  async (role) => {
    const unit = await house.aUnit()
    const nurse = await house.aMemberOfStaff({ unit })
    const support = await house.aMemberOfSupport()
    for (const actor of [unit.contact!, support])
      expect(await refused(unit, nurse, { role }, actor)).toMatchObject({ column: 'role' })
  },
)

test('an account that reaches further than oneself is not changed, but the membership is', async () => {
  const unit = await house.aUnit()
  const shared = await house.aMemberOfStaff({ unit })
  await house.joins(shared, await house.aUnit())
  const raised = await house.aMemberOfStaff({ unit })
  await house.db.raw(
    `insert into memberships (account_id, account_kind, group_id, group_kind, role) values (?, 'staff', ?, 'specialty', 'specialty_admin')`,
    [raised.id, unit.specialty.id],
  )
  for (const person of [shared, raised]) {
    expect(await refused(unit, person, { email: 'mine@example.org' })).toMatchObject({ column: 'email' })
    expect(await refused(unit, person, { lastName: 'Other' })).toMatchObject({ column: 'lastName' })
    expect(await refused(unit, person, { close: 'altogether' })).toMatchObject({ column: 'close' })
    await desk(unit).change([asked(person.id, { roleTitle: 'Sister' })])
    expect(await desk(unit).of(person)).toMatchObject({ roleTitle: 'Sister', can: { changeAccount: false } })
  }
})

test('people of other units, patients and strangers are not on the list', async () => {
  const unit = await house.aUnit()
  const others = [
    await house.aPatient({ unit }),
    await house.aMemberOfStaff(),
    await house.aSpecialtyAdmin({ specialty: unit.specialty }),
    { id: newId() },
  ]
  const { rows: shown, changeset } = await desk(unit).preview(
    others.map(({ id }) => asked(id, { roleTitle: 'Sister' })),
  )
  expect(changeset.counts).toMatchObject({ wrong: 4 })
  for (const row of shown) {
    expect(row).toMatchObject({ name: '', cells: [{ column: 'roleTitle', from: '', to: 'Sister' }] })
    expect(row.errors).toEqual(shown[0]!.errors)
  }
})
