/** Adding patients tells who is known elsewhere, and is no way to look people up: what sets the two apart, and who is told what. */
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { anNhsNumber, patientDesk } from '../../test/patientDesk.ts'
import { rows } from '../db/rows.ts'
import { forgetLookups } from './Lookups.ts'

const house = await aServer(await aDatabase())
const desk = patientDesk(house)
const known = 'Somebody of this name and date of birth is known already. Say whether it is the same person.'
const tooManyDates = /^Too many dates of birth were tried with this name within a day\./
const tooManyUnused = /^Too many people of other units were looked up within a day and not added\./

let [here, there]: Unit[] = []
let admin: Person
beforeEach(async () => {
  const specialty = await house.aSpecialty()
  here = await house.aUnit({ specialty })
  there = await house.aUnit({ specialty })
  admin = here.contact!
})

interface Asked extends Record<string, string> {
  firstName: string
  lastName: string
  dateOfBirth: string
}
let nobodies = 0
/** Each born on another day: they are told apart by their names among those of one day. */
function somebodyNew(): Asked {
  nobodies += 1
  const dateOfBirth = new Date(Date.UTC(1930, 0, nobodies)).toISOString().slice(0, 10)
  return { firstName: 'Nemo', lastName: `Nobody${nobodies}`, dateOfBirth }
}
/** Patients of the other unit, as a file names them. */
async function patientsThere(howMany: number, { numbered = false } = {}): Promise<Asked[]> {
  const people = Array.from({ length: howMany }, () => ({
    ...somebodyNew(),
    firstName: 'Robin',
    ...(numbered && { nhsNumber: anNhsNumber() }),
  }))
  await house.db.raw(
    `with made as (
       insert into accounts (kind, username, first_name, last_name, date_of_birth, nhs_number)
       select 'patient', lower("lastName"), "firstName", "lastName", "dateOfBirth", "nhsNumber"
         from jsonb_to_recordset(cast(? as jsonb))
           as p ("firstName" text, "lastName" text, "dateOfBirth" date, "nhsNumber" text)
       returning id)
     insert into memberships (account_id, account_kind, group_id, group_kind, role)
     select id, 'patient', ?, 'unit', 'patient' from made`,
    [JSON.stringify(people), there!.id],
  )
  return people
}
/** What is said of each, in order. */
async function answers(
  asked: (Record<string, string> & { id?: string })[],
  by = admin,
): Promise<(string | undefined)[]> {
  const { rows: shown } = await desk(here!, by).form(asked, { limit: 500 })
  const inOrder = shown.toSorted((one, other) => one.line - other.line)
  return inOrder.map(({ errors, candidates }) => errors[0]?.message ?? (candidates.length > 0 ? known : undefined))
}
const onRecord = async () =>
  rows<{ action: string; count: number }>(
    house.db,
    `select action, cast(detail ->> 'count' as int) as count from audit
      where account_id = :id and action in ('patients.known_elsewhere', 'patients.lookups_refused') order by id`,
    { id: admin.id },
  )
/** Whose details were typed and found, and who then joins. */
async function adds(asked: Asked[]) {
  const { client } = desk(here!)
  const shown = await desk(here!).form(asked, { limit: 500 })
  const same = shown.rows.map(({ line, candidates }) => ({ line, accountId: candidates[0]!.id }))
  const decided = await desk(here!).form(asked, { same, limit: 500 })
  await client.applyChangeset({ unitId: here!.id, changesetId: decided.changesetId, changes: asked.length })
}

describe('whoever looks people up and adds none', () => {
  test('is answered in one file, however many are known and however often it is tried; then no more', async () => {
    const people = await patientsThere(203)
    const file = [...people.slice(0, 200), somebodyNew()]
    for (let n = 0; n < 2; n++) {
      const said = await answers(file)
      expect(said.slice(0, 200)).toEqual(Array(200).fill(known))
      expect(said[200]).toBeUndefined()
    }
    expect(await onRecord()).toEqual([{ action: 'patients.known_elsewhere', count: 200 }])
    // The same file with one more: that one is looked up no more.
    expect(await answers([...file, people[200]!])).toEqual([
      ...[...Array(200).fill(known), undefined],
      expect.stringMatching(tooManyUnused),
    ])
    // Others: whether they are known or not, the answer is the same, and what was typed is still there.
    const others = [people[201]!, somebodyNew()]
    expect(await answers(others)).toEqual([expect.stringMatching(tooManyUnused), expect.stringMatching(tooManyUnused)])
    const { rows: shown } = await desk(here!).form(others)
    expect(shown.map(({ cells }) => cells.find(({ column }) => column === 'lastName')?.to)).toEqual(
      others.map(({ lastName }) => lastName),
    )
    expect((await onRecord()).at(-1)).toEqual({ action: 'patients.lookups_refused', count: 2 })
    // What was answered once is answered again; somebody else is not held up.
    expect(await answers([people[0]!])).toEqual([known])
    expect(await answers(others, await house.aUnitAdmin({ unit: here! }))).toEqual([known, undefined])
    // Who is added was not only looked up.
    await adds(people.slice(0, 10))
    expect(await answers(others)).toEqual([known, undefined])
  })

  test('is answered again after a day, and the night forgets what was tried', async () => {
    const people = await patientsThere(201)
    await answers(people.slice(0, 200))
    const later = [people[200]!]
    expect(await answers(later)).toEqual([expect.stringMatching(tooManyUnused)])
    await rows(house.db, `update lookups set at = at - interval '23 hours'`)
    await house.db.transaction(forgetLookups)
    expect(await answers(later)).toEqual([expect.stringMatching(tooManyUnused)])
    await rows(house.db, `update lookups set at = at - interval '1 hour'`)
    expect(await answers(later)).toEqual([known])
    await house.db.transaction(forgetLookups)
    expect(await rows(house.db, 'select from lookups where account_id = :id', { id: admin.id })).toHaveLength(1)
  })

  test('cannot do so oftener by many requests at once', async () => {
    const people = await patientsThere(320)
    const parts = Array.from({ length: 8 }, (_, n) => people.slice(n * 40, n * 40 + 40))
    const said = (await Promise.all(parts.map((part) => answers(part)))).flat()
    expect(said.filter((one) => one === known)).toHaveLength(200)
  })
})

describe('a number of somebody elsewhere', () => {
  const wrongDate = 'This NHS number does not go with this date of birth. Check both.'
  const anothers = 'Another patient has this NHS number. Check it, or ask Central Support.'

  test('is no more to be found out by a file with wrong dates of birth', async () => {
    const people = await patientsThere(201, { numbered: true })
    const wrong = people.map((one) => ({ ...one, dateOfBirth: '1929-12-31' }))
    expect(await answers(wrong.slice(0, 200))).toEqual(Array(200).fill(wrongDate))
    expect(await onRecord()).toEqual([{ action: 'patients.known_elsewhere', count: 200 }])
    const nobodys = { ...somebodyNew(), nhsNumber: anNhsNumber() }
    for (const others of [[wrong[200]!, nobodys], [people[200]!]])
      expect(await answers(others)).toEqual(Array(others.length).fill(expect.stringMatching(tooManyUnused)))
    // The same file with dates put right is answered, and nobody else in it.
    const [stranger] = await patientsThere(1)
    const said = await answers([...people.slice(0, 50), ...wrong.slice(50, 200), stranger!])
    expect(said).toEqual([
      ...Array(50).fill(known),
      ...Array(150).fill(wrongDate),
      expect.stringMatching(tooManyUnused),
    ])
  })

  test('nor by writing numbers over those of one’s own patients, in this unit or in another of one’s own', async () => {
    const own = await Promise.all(Array.from({ length: 3 }, () => house.aPatient({ unit: here!, nhsNumber: null })))
    const people = await patientsThere(203, { numbered: true })
    const over = (one: Asked, n = 0) => ({ id: own[n]!.id, nhsNumber: one.nhsNumber! })
    for (const one of people.slice(0, 3)) expect(await answers([over(one)])).toEqual([anothers])
    expect(await onRecord()).toEqual(Array(3).fill({ action: 'patients.known_elsewhere', count: 1 }))
    await answers(people.slice(3, 200))
    expect(await answers([over(people[200]!), { id: own[1]!.id, nhsNumber: anNhsNumber() }])).toEqual(
      Array(2).fill(expect.stringMatching(tooManyUnused)),
    )
    // What was asked before is answered again, and so is what one's own list tells.
    expect(await answers([over(people[0]!)])).toEqual([anothers])
    const second = await house.aUnit()
    await house.joins(admin, second, { role: 'unit_admin' })
    expect(
      (await desk(second, admin).form([people[201]!])).rows.flatMap(({ errors }) =>
        errors.map(({ message }) => message),
      ),
    ).toEqual([expect.stringMatching(tooManyUnused)])
  })

  test('that one’s own list has counts for nothing', async () => {
    const [one, other] = [
      await house.aPatient({ unit: here!, nhsNumber: anNhsNumber() }),
      await house.aPatient({ unit: here! }),
    ]
    const [has] = await rows<{ number: string }>(house.db, 'select nhs_number as number from accounts where id = :id', {
      id: one.id,
    })
    expect(await answers([{ id: other.id, nhsNumber: has!.number }])).toEqual([anothers])
    expect(await onRecord()).toEqual([])
  })
})

describe('a date of birth', () => {
  const born = (n: number) => `1950-01-${String(n).padStart(2, '0')}`

  test('is not found out by trying days with a name; as many of one name as a long file has are no matter', async () => {
    const [victim] = await patientsThere(1)
    const tries = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, n) => ({ ...victim!, dateOfBirth: born(from + n) }))
    expect(await answers(tries(1, 12))).toEqual(Array(12).fill(undefined))
    expect(await answers(tries(1, 12))).toEqual(Array(12).fill(undefined))
    const said = await answers(tries(13, 22))
    expect(said.slice(0, 8)).toEqual(Array(8).fill(undefined))
    // The wrong ones and the right one alike.
    expect([...said.slice(8), ...(await answers([victim!]))]).toEqual(
      Array(3).fill(expect.stringMatching(tooManyDates)),
    )
    expect(await answers([somebodyNew()])).toEqual([undefined])
  })
})
