/** A slip of the hand must not make one person two: who is on the list under a similar name is offered. */
import { beforeEach, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { anNhsNumber, patientDesk } from '../../test/patientDesk.ts'

const house = await aServer(await aDatabase())
const desk = patientDesk(house)
const lionel = { firstName: 'Lionel', lastName: 'Campbell', dateOfBirth: '1958-04-12' }

let here: Unit
beforeEach(async () => {
  // Nobody of an earlier test is of this name and day.
  await house.db.raw(`update accounts set date_of_birth = '1901-01-01' where date_of_birth = '1958-04-12'`)
  const specialty = await house.aSpecialty()
  here = await house.aUnit({ specialty })
})
const offered = async (asked: Record<string, string>) => (await desk(here).form([asked])).rows[0]!

test.each([
  ['a letter is missing', { lastName: 'Cambell' }],
  ['another spelling', { firstName: 'Lyonel' }],
  ['a short form, of the same letter', { firstName: 'Leo' }],
  ['accents and case are no difference, the rest is small', { firstName: 'LIÖNEL', lastName: 'Campbel' }],
])('%s: the patient of this unit is offered under their own name', async (_, typed) => {
  const { id } = await house.aPatient({ unit: here, ...lionel })
  const row = await offered({ ...lionel, ...typed })
  expect(row.candidates).toEqual([{ id, name: 'Lionel Campbell', about: 'born 12 April 1958, a patient of this unit' }])
  expect(row.errors).toEqual([
    {
      column: null,
      message: 'A patient of this unit has a similar name and date of birth. Say whether it is the same person.',
    },
  ])
})

test.each([
  ['another day of birth', { lastName: 'Cambell', dateOfBirth: '1958-04-13' }],
  ['a sister', { firstName: 'Moira' }],
  ['another name of the same letter', { firstName: 'Leo', lastName: 'Stewart' }],
])('%s: nobody is offered', async (_, typed) => {
  await house.aPatient({ unit: here, ...lionel })
  expect(await offered({ ...lionel, ...typed })).toMatchObject({ kind: 'new', candidates: [] })
})

test('two NHS numbers tell similar names apart; one does not', async () => {
  await house.aPatient({ unit: here, ...lionel, nhsNumber: anNhsNumber() })
  const similar = { ...lionel, lastName: 'Cambell' }
  expect((await offered(similar)).candidates).toHaveLength(1)
  expect((await offered({ ...similar, nhsNumber: anNhsNumber() })).candidates).toEqual([])
})

test('of another unit, or of those who have left this one, only the very name is offered', async () => {
  const elsewhere = await house.aUnit({ specialty: here.specialty })
  await house.aPatient({ unit: elsewhere, ...lionel })
  const former = await house.aPatient({ unit: here, ...lionel, lastName: 'Campbells' })
  await house.aConversation([former, here.contact!], { unit: here })
  await desk(here).change({ id: former.id, close: 'this unit' })
  expect(await offered({ ...lionel, lastName: 'Cambell' })).toMatchObject({ kind: 'new', candidates: [] })
  expect((await offered(lionel)).candidates).toHaveLength(1)
})

test('the very same name comes first, and who is somebody else is added', async () => {
  await house.aPatient({ unit: here, ...lionel, lastName: 'Cambell' })
  const same = await house.aPatient({ unit: here, ...lionel })
  const row = await offered(lionel)
  expect(row.candidates.map(({ id }) => id).indexOf(same.id)).toBe(0)
  expect(row.candidates).toHaveLength(2)
  expect(row.errors[0]!.message).toContain('has this name and date of birth')
  const decided = await desk(here).form([lionel], { same: [{ line: 1, accountId: null }] })
  expect(decided.rows[0]).toMatchObject({ kind: 'new', errors: [] })
})
