/** Nobody is given the name of a unit or a specialty, by either list. */
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { patientDesk } from '../../test/patientDesk.ts'
import { asked, staffDesk } from '../../test/staffDesk.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase())
const specialty = await house.aSpecialty({ name: 'Renal Medicine' })
const unit = await house.aUnit({ name: 'Édinburgh Renal-Unit', specialty })
await house.aUnit({ name: 'Fife Clinic' })
const staff = staffDesk(house)(unit)
const patients = patientDesk(house)(unit)

test.each([
  ['this unit', 'Edinburgh', 'Renal Unit'],
  ['this unit, written otherwise', 'EDINBURGH renal', 'ｕｎｉｔ'],
  ['its specialty', 'Renal', 'Medicine'],
  ['another unit', 'Fife', 'Clinic'],
])('somebody new, like %s', async (_, firstName, lastName) => {
  const wrong = { kind: 'wrong', errors: [{ column: 'lastName', message: expect.stringContaining('e-mails show it') }] }
  const colleague = await staff.preview([asked(undefined, { firstName, lastName })])
  expect(colleague.rows).toMatchObject([wrong])
  await expect(staff.apply(colleague.changesetId, 1)).rejects.toMatchObject({ code: 'changesetHasErrors' })
  const patient = await patients.form([{ firstName, lastName, dateOfBirth: '31/12/1950' }])
  expect(patient.rows).toMatchObject([wrong])
  const csv = Buffer.from(`First name,Last name\n${firstName},${lastName}\n`).toString('base64')
  const changesetId = newId()
  const file = { unitId: unit.id, changesetId, list: 'staff', source: 'csv', csv } as const
  expect((await staff.client.previewChangeset(file)).rows).toMatchObject([wrong])
})

test('a username either: an invitation says it', async () => {
  const cells = { firstName: 'Susan', lastName: 'Turner', username: 'edinburgh.renal_unit' }
  const wrong = { kind: 'wrong', errors: [{ column: 'username' }] }
  expect((await staff.preview([asked(undefined, cells)])).rows).toMatchObject([wrong])
  expect((await patients.form([{ ...cells, dateOfBirth: '31/12/1950' }])).rows).toMatchObject([wrong])
})

test('somebody who is renamed, also only by half, and also by taking a change back', async () => {
  const person = await house.aMemberOfStaff({ unit, firstName: 'Fife', lastName: 'Turner' })
  const patient = await house.aPatient({ unit, firstName: 'Susan', lastName: 'Clinic' })
  const half = await staff.preview([asked(person.id, { lastName: 'clinic' })])
  expect(half.rows).toMatchObject([{ kind: 'wrong', errors: [{ column: 'lastName' }] }])
  const other = await patients.form([{ id: patient.id, firstName: 'Fife' }])
  expect(other.rows).toMatchObject([{ kind: 'wrong', errors: [{ column: 'firstName' }] }])

  await staff.change([asked(person.id, { lastName: 'Ward' })])
  const { changesetId, changeset } = await staff.preview([asked(person.id, { lastName: 'Bell' })])
  await staff.apply(changesetId, changeset.changes)
  await house.aUnit({ name: 'Fife Ward' })
  expect((await staff.undo(changesetId)).rows).toMatchObject([{ kind: 'wrong', errors: [{ column: 'lastName' }] }])
})

test('nor does a preview of before a unit had the name', async () => {
  const { changesetId } = await staff.preview([asked(undefined, { firstName: 'Ward', lastName: 'Nine' })])
  await house.aUnit({ name: 'Ward Nine' })
  await expect(staff.apply(changesetId, 1)).rejects.toMatchObject({ code: 'changedMeanwhile' })
  expect(await rows(house.db, `select from accounts where last_name = 'Nine'`)).toEqual([])
})

test('who only shares words with one is welcome, and whoever has such a name already can be changed otherwise', async () => {
  const both = await staff.preview([
    asked(undefined, { firstName: 'Edinburgh', lastName: 'Renal', username: 'renal' }),
    asked(undefined, { firstName: 'Clinic', lastName: 'Fife' }),
  ])
  expect(both.rows).toMatchObject([{ kind: 'new' }, { kind: 'new' }])
  const known = await house.aMemberOfStaff({ unit, firstName: 'Renal', lastName: 'Medicine' })
  const titled = await staff.preview([asked(known.id, { roleTitle: 'Reception' })])
  expect(titled.rows).toMatchObject([{ kind: 'changed', errors: [] }])
})
