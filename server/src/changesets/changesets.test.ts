/** A changeset from the preview to being applied, through the API: cells, files, conflicts, and whose it is. */
import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'
import { asked, staffDesk } from '../../test/staffDesk.ts'

const house = await aServer(await aDatabase())
const desk = staffDesk(house)

test('a change of cells is shown old to new, then written, then taken back', async () => {
  const unit = await house.aUnit()
  const nurse = await house.aMemberOfStaff({ unit, roleTitle: 'Nurse', firstName: 'Susan', lastName: 'Turner' })
  const { preview, apply, undo, of } = desk(unit)
  const before = await of(nurse)
  const {
    changeset,
    rows: shown,
    changesetId,
  } = await preview([asked(nurse.id, { roleTitle: ' PD  nurse ', isRecipient: 'No', lastName: 'Turner' })])
  expect(changeset).toMatchObject({
    state: 'previewed',
    changes: 1,
    counts: { changed: 1, wrong: 0 },
    can: { apply: true },
  })
  expect(shown).toMatchObject([{ line: 1, kind: 'changed', accountId: nurse.id, name: 'Susan Turner' }])
  expect(shown[0]!.cells).toEqual([
    { column: 'roleTitle', from: 'Nurse', to: 'PD nurse', now: null },
    { column: 'isRecipient', from: 'yes', to: 'no', now: null },
  ])
  expect(await of(nurse)).toEqual(before)

  const applied = await apply(changesetId, 1, 'New job')
  expect(applied).toMatchObject({
    state: 'applied',
    why: 'New job',
    by: unit.contact!.name,
    can: { apply: false, undo: true },
    about: { name: 'Susan Turner', kind: 'changed', columns: ['roleTitle', 'isRecipient'] },
  })
  expect(await of(nurse)).toEqual({ ...before, roleTitle: 'PD nurse', isRecipient: false })

  const back = await undo(changesetId)
  expect(back.changeset).toMatchObject({ source: 'undo', undoes: changesetId, counts: { changed: 1 } })
  await apply(back.changesetId, 1)
  expect(await of(nurse)).toEqual(before)
  const { changesets } = await house.as(unit.contact!).listChangesets({ unitId: unit.id })
  expect(changesets.map(({ id, state }) => [id, state])).toEqual([
    [back.changesetId, 'applied'],
    [changesetId, 'undone'],
  ])
})

test('nothing is applied twice, and nothing that was not on the button', async () => {
  const unit = await house.aUnit()
  const nurse = await house.aMemberOfStaff({ unit })
  const { preview, apply } = desk(unit)
  const { changesetId } = await preview([asked(nurse.id, { roleTitle: 'Sister' })])
  await expect(apply(changesetId, 2)).rejects.toMatchObject({ code: 'changedMeanwhile' })
  const both = await Promise.allSettled([apply(changesetId, 1), apply(changesetId, 1)])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await expect(apply(changesetId, 1)).rejects.toMatchObject({ code: 'alreadyApplied' })
  await expect(
    house.as(unit.contact!).previewChangeset({
      ...{ unitId: unit.id, changesetId, list: 'staff', source: 'grid' },
      rows: [asked(nurse.id, { roleTitle: 'Matron' })],
    }),
  ).rejects.toMatchObject({ code: 'alreadyApplied' })
})

test('a cell that somebody else changed is a conflict, with both values, at the preview and at applying', async () => {
  const unit = await house.aUnit()
  const nurse = await house.aMemberOfStaff({ unit, roleTitle: 'Nurse' })
  const other = desk(unit, await house.aUnitAdmin({ unit }))
  const { preview, apply, client, of } = desk(unit)
  const { changesetId } = await preview([asked(nurse.id, { roleTitle: { from: 'Nurse', to: 'Sister' } })])
  await other.change([asked(nurse.id, { roleTitle: 'Matron' })])
  await expect(apply(changesetId, 1)).rejects.toMatchObject({ code: 'changedMeanwhile' })
  const { changeset, rows: shown } = await client.showChangeset({ unitId: unit.id, changesetId })
  expect(changeset).toMatchObject({ counts: { conflict: 1 }, changes: 0, can: { apply: false } })
  expect(shown[0]).toMatchObject({
    kind: 'conflict',
    cells: [{ column: 'roleTitle', from: 'Nurse', to: 'Sister', now: 'Matron' }],
  })
  await expect(apply(changesetId, 1)).rejects.toMatchObject({ code: 'changesetHasErrors' })
  expect(await of(nurse)).toMatchObject({ roleTitle: 'Matron' })
  const again = await preview([asked(nurse.id, { roleTitle: { from: 'Nurse', to: 'Sister' } })])
  expect(again.rows[0]).toMatchObject({ kind: 'conflict' })
  // Wanting the same is no conflict.
  const same = await preview([asked(nurse.id, { roleTitle: { from: 'Nurse', to: 'Matron' } })])
  expect(same.rows[0]).toMatchObject({ kind: 'unchanged', cells: [] })
})

test('who was closed elsewhere while their changeset waited does not write it', async () => {
  const [unit, other] = [await house.aUnit(), await house.aUnit()]
  const [support, admin] = [await house.aMemberOfSupport(), await house.aUnitAdmin({ unit })]
  await house.joins(admin, other)
  const victim = await house.aMemberOfStaff({ unit })
  const attack = await desk(unit, admin).preview([asked(victim.id, { close: 'altogether' })])
  const closing = await desk(other, support).preview([asked(admin.id, { close: 'altogether' })])
  const held = await holding(house.db, (trx) =>
    trx.raw('select from accounts where id = ? for no key update', [admin.id]),
  )
  const closed = desk(other, support).apply(closing.changesetId, 1)
  await held.untilWaiting(1)
  const attacked = desk(unit, admin).apply(attack.changesetId, 1)
  const outcome = expect(attacked).rejects.toMatchObject({ status: expect.toBeOneOf([401, 403]) })
  await held.untilWaiting(2)
  await held.letGo()
  await closed
  await outcome
  expect(await desk(unit).of(victim)).toBeDefined()
})

test('a preview is its maker’s, and of its unit', async () => {
  const unit = await house.aUnit()
  const nurse = await house.aMemberOfStaff({ unit })
  const colleague = desk(unit, await house.aUnitAdmin({ unit }))
  const { changesetId, changeset } = await desk(unit).preview([asked(nurse.id, { roleTitle: 'Sister' })])
  await expect(colleague.client.showChangeset({ unitId: unit.id, changesetId })).rejects.toMatchObject({ status: 404 })
  await expect(colleague.apply(changesetId, 1)).rejects.toMatchObject({ status: 404 })
  await expect(
    colleague.client.previewChangeset({
      ...{ unitId: unit.id, changesetId, list: 'staff', source: 'grid' },
      rows: [asked(nurse.id, { roleTitle: 'Matron' })],
    }),
  ).rejects.toMatchObject({ status: 404 })
  await desk(unit).apply(changesetId, changeset.changes)
  expect(await colleague.client.showChangeset({ unitId: unit.id, changesetId })).toMatchObject({
    changeset: { state: 'applied' },
    rows: [{ cells: [{ to: 'Sister' }] }],
  })
})

test('the file of wrong rows says what was asked, as it was typed, and is as wrong when it comes back', async () => {
  const unit = await house.aUnit()
  const { preview, client } = desk(unit)
  const csv = Buffer.from('First name,Last name,Message recipient\nZoë,Müller,maybe\n').toString('base64')
  const first = await preview([], { source: 'csv', csv, rows: undefined })
  expect(first.rows[0]!.cells).toContainEqual({ column: 'isRecipient', from: '', to: 'maybe', now: null })
  const errors = await client.exportErrors({ unitId: unit.id, changesetId: first.changesetId })
  const again = { source: 'csv', csv: Buffer.from(errors.csv).toString('base64'), rows: undefined }
  expect((await preview([], again)).rows[0]).toMatchObject({ kind: 'wrong', errors: [{ column: 'isRecipient' }] })
  expect(errors.csv).not.toContain('zoe.muller')
})

test('a file changes whom it names, leaves out nobody, and its wrong rows can be left out', async () => {
  const unit = await house.aUnit()
  const [one, two, three] = [
    await house.aMemberOfStaff({ unit, roleTitle: 'Nurse' }),
    await house.aMemberOfStaff({ unit, roleTitle: 'Nurse' }),
    await house.aMemberOfStaff({ unit, roleTitle: 'Nurse' }),
  ]
  const csv = Buffer.from(
    `Role title;USER NAME;Ward;E-mail\nSister;${one.username};7;new@example.org\nSister;${two.username};7;not an address\n`,
  ).toString('base64')
  const { preview, apply, of, client } = desk(unit)
  const first = await preview([], { source: 'csv', csv, rows: undefined })
  expect(first.changeset).toMatchObject({ ignoredColumns: ['Ward'], counts: { changed: 1, wrong: 1 } })
  expect(first.rows[0]).toMatchObject({ line: 3, errors: [{ column: 'email' }] })
  const errors = await client.exportErrors({ unitId: unit.id, changesetId: first.changesetId })
  expect(errors.csv).toContain(two.username)
  expect(errors.csv).toContain('not an address')
  const { changesetId, changeset } = await preview([], { source: 'csv', csv, rows: undefined, without: [3] })
  expect(changeset).toMatchObject({ changes: 1, counts: { wrong: 0 } })
  await apply(changesetId, 1)
  expect(await of(one)).toMatchObject({ roleTitle: 'Sister', email: 'new@example.org', emailState: 'unverified' })
  expect(await of(two)).toMatchObject({ roleTitle: 'Nurse' })
  expect(await of(three)).toMatchObject({ roleTitle: 'Nurse' })
})
