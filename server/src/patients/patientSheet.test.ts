/** The patients of a unit, changed by changesets: who is meant, who is new, who may be the same, and what is forbidden. */
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { anNhsNumber, patientDesk } from '../../test/patientDesk.ts'
import { problems } from '../contract/problem.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase())
const desk = patientDesk(house)

const ann = { firstName: 'Ann', lastName: 'Twin', dateOfBirth: '31/12/1950' }
const born = '1950-12-31'
const jobs = (name: string) =>
  rows<{ payload: Record<string, string> }>(
    house.db,
    `select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = :name order by j.id`,
    { name },
  )
const account = async ({ id }: { id: string }) =>
  (await rows<Record<string, unknown>>(house.db, 'select * from accounts where id = :id', { id }))[0]!

let unit: Unit
beforeEach(async () => {
  unit = await house.aUnit()
})

describe('somebody new', () => {
  test('gets a username, a place in the list and an invitation', async () => {
    const { form, apply, list } = desk(unit)
    const nhsNumber = anNhsNumber()
    const email = `${newId()}@example.org`
    const previewed = await form([{ ...ann, lastName: "O'Bríen-Æby", nhsNumber, email, telephone: '0131 496 0120' }])
    expect(previewed.changeset).toMatchObject({ counts: { new: 1 }, changes: 1, emails: 1 })
    expect(previewed.rows[0]!.cells).toContainEqual({ column: 'username', from: '', to: 'ann.obrienaeby', now: null })
    expect(await list()).toEqual([])
    await apply(previewed)
    const [added] = await list()
    expect(added).toMatchObject({
      ...{ firstName: 'Ann', lastName: "O'Bríen-Æby", username: 'ann.obrienaeby', dateOfBirth: born, nhsNumber },
      ...{ email, emailState: 'unverified', telephone: '0131 496 0120' },
    })
    const [link] = await rows(house.db, 'select purpose, address from links where account_id = :id', { id: added!.id })
    expect(link).toEqual({ purpose: 'choose_password', address: email })
  })

  test('needs a name and a date of birth', async () => {
    const { rows: shown } = await desk(unit).form([{ telephone: '0131 496 0120' }])
    expect(shown[0]!.errors.map(({ column }) => column)).toEqual(['lastName', 'firstName', 'dateOfBirth'])
  })

  test('usernames are numbered in the file and among those who exist, whatever they are typed like', async () => {
    const name = { firstName: 'Num', lastName: 'Bered' }
    await house.aPatient({ username: 'Num.Bered' })
    await house.aPatient({ username: 'num.bered3' })
    const { form } = desk(unit)
    const days = Array.from({ length: 6 }, (_, n) => ({ ...name, dateOfBirth: `1/1/195${n}` }))
    const { rows: shown } = await form([...days, { ...ann, username: 'NUM.bered2' }])
    const made = shown.map(({ cells }) => cells.find(({ column }) => column === 'username')!.to)
    expect(made).toEqual([...[4, 5, 6, 7, 8, 9].map((n) => `num.bered${n}`), 'NUM.bered2'])
  })

  const unfit =
    'A username has letters from a to z, digits, dots, hyphens and underscores, and begins with a letter or a digit, such as susan.turner.'
  test.each<readonly [string, string, string]>([
    ['taken', 'Taken.Name', 'Somebody has this username already. Choose another, or leave the cell empty.'],
    ...['ann twin', 'ann\u200b', 'ännchen', 'ann/twin', '.ann', '\u212aann', '=ann'].map(
      (name) => ['unfit', name, unfit] as const,
    ),
    ['too long', 'a'.repeat(61), 'A username has at most 60 characters. Choose a shorter one.'],
  ])('a username that is %s is refused: %j', async (_, username, message) => {
    await house.db.raw(`update accounts set username = id where username = 'taken.name'`)
    await house.aPatient({ username: 'taken.name' })
    const { rows: shown } = await desk(unit).form([{ ...ann, username }])
    expect(shown[0]!.errors).toEqual([{ column: 'username', message }])
  })

  test('two rows with one username, one NHS number, or one name and date of birth are refused', async () => {
    const nhsNumber = anNhsNumber()
    const { rows: shown } = await desk(unit).form([
      { ...ann, username: 'one', nhsNumber },
      { ...ann, firstName: 'Bea', username: 'ONE', nhsNumber },
      { ...ann, firstName: 'ÁNN' },
    ])
    const errors = Object.fromEntries(shown.map(({ line, errors }) => [line, errors.map(({ column }) => column)]))
    expect(errors).toEqual({ 1: [], 2: ['nhsNumber', 'username'], 3: [null] })
  })

  test('up to five may share an address; more would flood somebody', async () => {
    const family = Array.from({ length: 6 }, (_, n) => ({
      ...ann,
      firstName: `F${n}`,
      email: `${n % 2 ? 'f' : 'F'}am@example.org`,
    }))
    const five = await desk(unit).form(family.slice(1))
    expect(five.changeset.counts).toMatchObject({ new: 5, wrong: 0 })
    const six = await desk(unit).form(family)
    expect(six.rows.filter(({ kind }) => kind === 'wrong').map(({ line, errors }) => [line, errors])).toEqual([
      [6, [{ column: 'email', message: expect.stringMatching(/^The same address is in 6 rows\. Up to 5 people/) }]],
    ])
    const patients = await Promise.all(family.map(() => house.aPatient({ unit })))
    const moved = await desk(unit).form(patients.map(({ id }) => ({ id, email: 'fam@example.org' })))
    expect(moved.changeset.counts).toMatchObject({ changed: 5, wrong: 1 })
  })

  test('leaves again when it is undone, and gives number and name free', async () => {
    const { change, undo, apply, list, form } = desk(unit)
    const nhsNumber = anNhsNumber()
    const changesetId = await change({ ...ann, lastName: 'Mistaken', nhsNumber })
    const [added] = await list()
    await apply(await undo(changesetId))
    expect(await list()).toEqual([])
    expect(await account(added!)).toMatchObject({ closed_at: expect.any(Date) })
    const again = await form([{ ...ann, lastName: 'Mistaken', dateOfBirth: '30/12/1950', nhsNumber }])
    expect(again.rows[0]).toMatchObject({ kind: 'new', errors: [], candidates: [] })
    expect(again.rows[0]!.cells).toContainEqual(expect.objectContaining({ to: 'ann.mistaken' }))
    expect((await form([{ ...ann, lastName: 'Mistaken' }])).rows[0]!.candidates).toEqual([])
  })

  test.each(['signed in', 'has a conversation'])('stays when they have %s since', async (what) => {
    const { change, undo, list } = desk(unit)
    const changesetId = await change({ ...ann, lastName: `Used ${what}` })
    const added = (await list())[0]! as unknown as Person
    if (what === 'signed in') await house.aSession({ ...added, kind: 'patient' })
    else await house.aConversation([unit.contact!, added], { unit })
    const { rows: shown, changeset } = await undo(changesetId)
    expect(changeset.counts).toMatchObject({ wrong: 1 })
    expect(shown[0]!.errors[0]!.message).toMatch(/since\. Close them in the list instead\.$/)
  })
})

describe('somebody who may exist', () => {
  test('an NHS number and the date of birth of another unit’s patient: they join, and nothing of them is shown', async () => {
    const nhsNumber = anNhsNumber()
    const known = { firstName: 'Ánn', lastName: 'TWIN', dateOfBirth: born, nhsNumber }
    const patient = await house.aPatient({ ...known, email: 'secret@example.org' })
    const { form, apply, list, undo } = desk(unit)
    const previewed = await form([{ ...ann, nhsNumber, telephone: '0131 496 0120' }])
    expect(previewed.changeset).toMatchObject({ counts: { new: 1 }, emails: 0 })
    expect(previewed.rows[0]!.candidates).toEqual([
      { id: patient.id, name: 'Ann Twin', about: 'born 31 December 1950, a patient of another unit' },
    ])
    expect(JSON.stringify(previewed)).not.toMatch(/secret|Ánn|TWIN|496 0120/)
    await apply(previewed)
    // Joining changes nothing of the account.
    expect(await list()).toMatchObject([{ id: patient.id, firstName: 'Ánn', email: 'secret@example.org' }])
    await apply(await undo(previewed.changesetId))
    expect(await list()).toEqual([])
    expect(await account(patient)).toMatchObject({ closed_at: null, nhs_number: nhsNumber, username: patient.username })
  })

  test('with another date of birth nothing is said about whose number it is', async () => {
    const nhsNumber = anNhsNumber()
    await house.aPatient({ firstName: 'Secret', dateOfBirth: '1961-01-01', nhsNumber })
    const { rows: shown } = await desk(unit).form([{ ...ann, nhsNumber }])
    expect(shown[0]).toMatchObject({ kind: 'wrong', candidates: [] })
    expect(shown[0]!.errors).toEqual([
      { column: 'nhsNumber', message: 'This NHS number does not go with this date of birth. Check both.' },
    ])
  })

  test.each([
    ['another name', { firstName: 'Bea' }, 'known under another name'],
    ['another address', { email: 'typed@example.org' }, 'with another e-mail address'],
    ['both', { firstName: 'Bea', email: 'typed@example.org' }, 'known under another name, with another e-mail address'],
  ])(
    'by NHS number and date of birth, but of %s: whoever adds them decides, and what was typed is not kept',
    async (_, typed, differs) => {
      const nhsNumber = anNhsNumber()
      const known = { firstName: 'Ann', lastName: 'Twin', dateOfBirth: born, nhsNumber, email: 'secret@example.org' }
      const patient = await house.aPatient(known)
      const { form, apply, list } = desk(unit)
      const asked = [{ ...ann, lastName: 'Twin', nhsNumber, ...typed }]
      const open = await form(asked)
      expect(open.rows[0]).toMatchObject({ kind: 'wrong', errors: [{ column: null }] })
      const about = `born 31 December 1950, a patient of another unit, ${differs}`
      const name = `${asked[0]!.firstName} Twin`
      expect(open.rows[0]!.candidates).toEqual([{ id: patient.id, name, about }])
      expect(JSON.stringify(open)).not.toContain('secret')
      const other = await form(asked, { same: [{ line: 1, accountId: null }] })
      expect(other.rows[0]!.errors).toMatchObject([{ column: 'nhsNumber' }])
      const same = await form(asked, { same: [{ line: 1, accountId: patient.id }] })
      expect(same.rows[0]).toMatchObject({ kind: 'new', errors: [], cells: [] })
      expect(same.rows[0]!.candidates[0]!.about).toBe(`${about}, whose name and e-mail address stay as they are`)
      await apply(same)
      expect(await list()).toMatchObject([{ id: patient.id, firstName: 'Ann', email: 'secret@example.org' }])
    },
  )

  test('the address that they have already asks for no decision', async () => {
    const nhsNumber = anNhsNumber()
    await house.aPatient({ firstName: 'Ann', lastName: 'Twin', dateOfBirth: born, nhsNumber, email: 'Ann@example.org' })
    const { rows: shown } = await desk(unit).form([{ ...ann, nhsNumber, email: 'ann@EXAMPLE.org' }])
    expect(shown[0]).toMatchObject({ kind: 'new', errors: [] })
  })

  test('of another unit by name and date of birth: that a typed address is not kept is said', async () => {
    const patient = await house.aPatient({ firstName: 'Ad', lastName: 'Dress', dateOfBirth: born })
    const asked = [{ ...ann, firstName: 'Ad', lastName: 'Dress', email: 'typed@example.org' }]
    const same = await desk(unit).form(asked, { same: [{ line: 1, accountId: patient.id }] })
    expect(same.rows[0]!.candidates[0]!.about).toBe(
      'born 31 December 1950, a patient of another unit, with another e-mail address, whose name and e-mail address stay as they are',
    )
  })

  test('an NHS number of this unit’s patient is that patient: in a file their row, in a form an error', async () => {
    const nhsNumber = anNhsNumber()
    const patient = await house.aPatient({ unit, ...ann, dateOfBirth: born, nhsNumber })
    const { csv, form, apply, list } = desk(unit)
    const file = await csv(['NHS no', 'Telephone'], [nhsNumber, '0131 496 0120'])
    expect(file.rows[0]).toMatchObject({ kind: 'changed', accountId: patient.id })
    await apply(file)
    expect(await list()).toMatchObject([{ id: patient.id, telephone: '0131 496 0120' }])
    // A number in the wrong row makes nobody somebody else.
    const wrong = await csv(['NHS no', 'Last name', 'DOB'], [nhsNumber, 'Else', '1/2/1960'])
    expect(wrong.rows[0]!.errors).toEqual([{ column: 'nhsNumber', message: expect.stringContaining('Ann Twin') }])
    const typed = await form([{ ...ann, nhsNumber }])
    expect(typed.rows[0]!.errors).toEqual([
      {
        column: 'nhsNumber',
        message: 'Ann Twin has this NHS number and is on the list already. Change their row instead.',
      },
    ])
  })

  test('the name and date of birth of a patient of this unit: whoever adds them decides', async () => {
    const patient = await house.aPatient({ unit, firstName: 'Zoë', lastName: "O'Dd", dateOfBirth: born })
    const zoe = { firstName: 'ZOE', lastName: 'odd', dateOfBirth: born, telephone: '0131 496 0120' }
    const { form, apply, list } = desk(unit)
    const open = await form([zoe])
    expect(open.changeset.can.apply).toBe(false)
    expect(open.rows[0]!.candidates).toEqual([
      { id: patient.id, name: "Zoë O'Dd", about: 'born 31 December 1950, a patient of this unit' },
    ])
    expect(open.rows[0]!.errors).toMatchObject([{ column: null }])
    const same = await form([zoe], { same: [{ line: 1, accountId: patient.id }] })
    expect(same.rows[0]!.errors).toEqual([{ column: null, message: "Zoë O'Dd is on the list already." }])
    const other = await form([zoe], { same: [{ line: 1, accountId: null }] })
    expect(other.rows[0]).toMatchObject({ kind: 'new', errors: [] })
    await apply(other)
    expect(await list()).toHaveLength(2)
  })

  test('of another unit, when there is no NHS number: by the name as it was typed', async () => {
    const patient = await house.aPatient({ firstName: 'Élodie', lastName: 'Far', dateOfBirth: born })
    const elodie = { firstName: 'elodie', lastName: 'FAR', dateOfBirth: born }
    const { form, apply, list } = desk(unit)
    const open = await form([elodie])
    expect(open.rows[0]!.candidates).toEqual([
      { id: patient.id, name: 'elodie FAR', about: 'born 31 December 1950, a patient of another unit' },
    ])
    expect(open.changeset.counts.wrong).toBe(1)
    const withNumber = await form([{ ...elodie, nhsNumber: anNhsNumber() }])
    expect(withNumber.rows[0]).toMatchObject({ kind: 'new', candidates: [] })
    const stranger = await house.aPatient()
    const guessed = await form([elodie], { same: [{ line: 1, accountId: stranger.id }] })
    expect(guessed.changeset.counts.wrong).toBe(1)
    await apply(await form([elodie], { same: [{ line: 1, accountId: patient.id }] }))
    expect((await list()).map(({ id }) => id)).toEqual([patient.id])
  })

  test('somebody who has left comes back with the account they had', async () => {
    const patient = await house.aPatient({ unit, ...ann, firstName: 'Back', dateOfBirth: born })
    await house.aSession(patient, { endedAt: 'now()' })
    const { change, form, apply, list } = desk(unit)
    await change({ id: patient.id, close: 'this unit' })
    expect(await account(patient)).toMatchObject({ closed_at: expect.any(Date) })
    const open = await form([{ ...ann, firstName: 'Back' }])
    expect(open.rows[0]!.candidates).toMatchObject([
      { about: 'born 31 December 1950, has been a patient of this unit' },
    ])
    await apply(await form([{ ...ann, firstName: 'Back' }], { same: [{ line: 1, accountId: patient.id }] }))
    expect(await list()).toMatchObject([{ id: patient.id }])
    expect(await account(patient)).toMatchObject({ closed_at: null })
  })
})

describe('a patient of the unit', () => {
  test('is named by the username in a file, in any order and case, and keeps it', async () => {
    const patient = await house.aPatient({ unit, firstName: 'Fi', lastName: 'Le', username: 'fi.le' })
    const { csv } = desk(unit)
    const { rows: shown } = await csv(['Telephone', 'Username', 'Last name'], ['0131 496 0120', 'FI.LE', ''])
    expect(shown).toMatchObject([{ line: 2, kind: 'changed', accountId: patient.id, errors: [] }])
    expect(shown[0]!.cells).toEqual([{ column: 'telephone', from: '', to: '0131 496 0120', now: null }])
    const other = await desk(unit).form([{ id: patient.id, username: 'another' }])
    expect(other.rows[0]!.errors).toMatchObject([{ column: 'username' }])
  })

  test('what is exported and imported again changes nothing', async () => {
    await house.aPatient({ unit, nhsNumber: anNhsNumber() })
    await house.aPatient({ unit, nhsNumber: null, email: null, lastName: "=O'Brien" })
    const { client } = desk(unit)
    const { csv } = await client.exportPatients({ unitId: unit.id })
    const changesetId = newId()
    const { changeset } = await client.previewChangeset({
      ...{ unitId: unit.id, changesetId, list: 'patients', source: 'csv', csv: Buffer.from(csv).toString('base64') },
    })
    expect(changeset).toMatchObject({ counts: { unchanged: 2 }, changes: 0, ignoredColumns: [] })
  })

  test('a new address is not verified and is sent a link, the old one is told; undone, it is verified as before', async () => {
    const patient = await house.aPatient({ unit, email: 'old@example.org', passwordHash: 'any' })
    const { form, apply, undo, list } = desk(unit)
    const previewed = await form([{ id: patient.id, email: 'new@example.org' }])
    expect(previewed.changeset.emails).toBe(1)
    await apply(previewed)
    expect(await list()).toMatchObject([{ email: 'new@example.org', emailState: 'unverified' }])
    const told = async () => (await jobs('tellOldAddress')).filter(({ payload }) => payload.accountId === patient.id)
    expect((await told()).map(({ payload }) => payload.address)).toEqual(['old@example.org'])
    const links = () =>
      rows<{ address: string }>(house.db, `select purpose, address from links where account_id = :id`, patient as never)
    expect(await links()).toEqual([{ purpose: 'verify_email', address: 'new@example.org' }])

    const back = await undo(previewed.changesetId)
    expect(back.changeset.emails).toBe(0)
    await apply(back)
    expect(await list()).toMatchObject([{ email: 'old@example.org', emailState: 'verified' }])
    // The new one was never proved.
    expect((await told()).map(({ payload }) => payload.address)).toEqual(['old@example.org'])
    expect(await links()).toHaveLength(1)
  })

  test('of somebody who was invited and has not been here yet, a new address gets the invitation', async () => {
    const patient = await house.aPatient({ unit, email: 'mistyped@example.org', emailVerified: false })
    const { form, apply } = desk(unit)
    await apply(await form([{ id: patient.id, email: 'right@example.org' }]))
    const links = await rows(house.db, 'select purpose, address from links where account_id = :id', { id: patient.id })
    expect(links).toEqual([{ purpose: 'choose_password', address: 'right@example.org' }])
  })

  test('an NHS number that exists cannot become theirs', async () => {
    const nhsNumber = anNhsNumber()
    await house.aPatient({ firstName: 'Secret', nhsNumber })
    const patient = await house.aPatient({ unit })
    const { rows: shown } = await desk(unit).form([{ id: patient.id, nhsNumber }])
    expect(shown[0]!.errors).toEqual([
      { column: 'nhsNumber', message: 'Another patient has this NHS number. Check it, or ask Central Support.' },
    ])
  })

  test.each([
    ['firstName', 'New'],
    ['lastName', 'New'],
    ['dateOfBirth', '1/1/1950'],
    ['nhsNumber', ''],
    ['email', 'new@example.org'],
    ['telephone', '0131 496 0120'],
  ])('who is in another unit too: %s is for those who look after both', async (column, to) => {
    const patient = await house.aPatient({ unit })
    await house.joins(patient, await house.aUnit({ specialty: unit.specialty }))
    const asked = [{ id: patient.id, [column]: to }]
    const { rows: shown } = await desk(unit).form(asked)
    expect(shown[0]!.errors).toEqual([{ column: null, message: problems.notYoursAlone.message }])
    const specialtyAdmin = await house.aSpecialtyAdmin({ specialty: unit.specialty })
    expect((await desk(unit, specialtyAdmin).form(asked)).rows[0]!.errors).toEqual([])
  })

  test('somebody of another unit is not on the list', async () => {
    const stranger = await house.aPatient({ firstName: 'Secret' })
    const nurse = await house.aMemberOfStaff({ unit })
    for (const { id } of [stranger, nurse, { id: newId() }]) {
      const { rows: shown, changeset } = await desk(unit).form([{ id, telephone: '0131 496 0120' }])
      expect(changeset.counts.wrong).toBe(1)
      expect(shown[0]!.errors).toHaveLength(1)
      expect(JSON.stringify(shown)).not.toContain('Secret')
    }
  })
})

describe('leaving the unit', () => {
  test('closes the account of who is nowhere else, ends their sessions, and can be undone', async () => {
    const patient = await house.aPatient({ unit })
    const token = await house.tokenOf(patient)
    const { change, undo, apply, list } = desk(unit)
    const before = await list()
    const changesetId = await change({ id: patient.id, close: 'yes' })
    expect(await list()).toEqual([])
    const reply = await house.ask('whoAmI', {}, { authorization: `Bearer ${token}` })
    expect(reply.status).toBe(401)
    await apply(await undo(changesetId))
    expect(await list()).toMatchObject(before.map(({ id, emailState }) => ({ id, emailState })))
    expect(await account(patient)).toMatchObject({ closed_at: null })
    // The session stays ended.
    expect((await house.ask('whoAmI', {}, { authorization: `Bearer ${token}` })).status).toBe(401)
    const all = await rows(house.db, 'select from memberships where account_id = :id', { id: patient.id })
    expect(all).toHaveLength(1)
  })

  test('leaves the account of who is in another unit as it is', async () => {
    const patient = await house.aPatient({ unit })
    await house.joins(patient, await house.aUnit())
    const token = await house.tokenOf(patient)
    await desk(unit).change({ id: patient.id, close: 'this unit' })
    expect((await house.ask('whoAmI', {}, { authorization: `Bearer ${token}` })).status).toBe(200)
  })

  test('who has left is neither closed nor changed again', async () => {
    const patient = await house.aPatient({ unit })
    const { change, undo, form } = desk(unit)
    const changed = await change({ id: patient.id, telephone: '0131 496 0120' })
    await change({ id: patient.id, close: 'this unit' })
    expect((await form([{ id: patient.id, close: 'this unit' }])).changeset.counts.wrong).toBe(1)
    expect((await undo(changed)).rows[0]!.errors[0]!.message).toBe('They have left this unit since. Leave the row out.')
  })

  test('an account that was closed altogether meanwhile is not opened by an undo', async () => {
    const patient = await house.aPatient({ unit })
    await house.joins(patient, await house.aUnit())
    const { change, undo } = desk(unit)
    const changesetId = await change({ id: patient.id, close: 'this unit' })
    await house.closes(patient)
    expect((await undo(changesetId)).rows[0]!.errors[0]!.message).toMatch(/^Their account was closed altogether since/)
  })
})

test('two units that add the same person at once make one account', async () => {
  const nhsNumber = anNhsNumber()
  const other = await house.aUnit()
  const both = [desk(unit), desk(other)]
  const previews = await Promise.all(both.map(({ form }) => form([{ ...ann, lastName: 'Atonce', nhsNumber }])))
  const outcomes = await Promise.allSettled(both.map(({ apply }, n) => apply(previews[n]!)))
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  expect(refused).toMatchObject([{ reason: { code: 'changedMeanwhile' } }])
  expect(await rows(house.db, 'select from accounts where nhs_number = :nhsNumber', { nhsNumber })).toHaveLength(1)
})
