/** A changeset from the preview to its undo, through the API: what each way does, and what it refuses. */
import { describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { rows } from '../db/rows.ts'
import type { AskedRow } from './contract.ts'

const house = await aServer(await aDatabase())

type Cells = Record<string, string | { from?: string; to: string }>

const asked = (id: string | undefined, cells: Cells): AskedRow => ({
  ...(id && { id }),
  cells: Object.fromEntries(
    Object.entries(cells).map(([column, cell]) => [column, typeof cell === 'string' ? { to: cell } : cell]),
  ),
})

/** What the unit's contact does to its staff list. */
function desk(unit: Unit, actor: Person = unit.contact!) {
  const client = house.as(actor)
  const unitId = unit.id
  const preview = async (wanted: AskedRow[], more: object = {}) => {
    const changesetId = newId()
    const page = await client.previewChangeset({
      unitId,
      changesetId,
      list: 'staff',
      source: 'grid',
      rows: wanted,
      ...more,
    })
    return { ...page, changesetId }
  }
  const apply = (changesetId: string, changes: number, why?: string) =>
    client.applyChangeset({ unitId, changesetId, changes, ...(why && { why }) })
  const change = async (wanted: AskedRow[], more: object = {}) => {
    const { changesetId, changeset } = await preview(wanted, more)
    return apply(changesetId, changeset.changes)
  }
  const undo = async (undoes: string) => {
    const changesetId = newId()
    const page = await client.previewChangeset({ unitId, changesetId, list: 'staff', source: 'undo', undoes })
    return { ...page, changesetId }
  }
  const list = async () => (await client.listStaff({ unitId, limit: 1000 })).staff
  const of = async ({ id }: Pick<Person, 'id'>) => (await list()).find((one) => one.id === id)
  return { client, unitId, preview, apply, change, undo, list, of }
}

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

test('what has changed since cannot be undone, and the conflicts are listed', async () => {
  const unit = await house.aUnit()
  const [one, two] = [await house.aMemberOfStaff({ unit }), await house.aMemberOfStaff({ unit })]
  const { change, undo, of } = desk(unit)
  const { id } = await change([asked(one.id, { roleTitle: 'Sister' }), asked(two.id, { roleTitle: 'Sister' })])
  await change([asked(one.id, { roleTitle: 'Matron' })])
  const back = await undo(id)
  expect(back.changeset).toMatchObject({ counts: { conflict: 1, changed: 1 }, can: { apply: false } })
  expect(back.rows[0]).toMatchObject({
    kind: 'conflict',
    cells: [{ column: 'roleTitle', from: 'Sister', to: 'Dietitian', now: 'Matron' }],
  })
  expect(await of(two)).toMatchObject({ roleTitle: 'Sister' })
})

describe('somebody new', () => {
  const turner = { firstName: 'Susan', lastName: 'Turner', email: 'susan.turner@example.org', roleTitle: 'Dietitian' }

  test('gets an account with a username, and can be taken back', async () => {
    const unit = await house.aUnit()
    const { preview, apply, list, undo } = desk(unit)
    const { changesetId, changeset, rows: shown } = await preview([asked(undefined, { ...turner, firstName: 'Zoë' })])
    expect(changeset).toMatchObject({ counts: { new: 1 }, emails: 1 })
    expect(shown[0]).toMatchObject({ kind: 'new', accountId: null, name: 'Zoë Turner', candidates: [] })
    await apply(changesetId, 1)
    const added = (await list()).find(({ firstName }) => firstName === 'Zoë')!
    expect(added).toMatchObject({
      ...{ username: 'zoe.turner', lastName: 'Turner', email: turner.email, emailState: 'unverified' },
      ...{ roleTitle: 'Dietitian', role: 'staff', isRecipient: false, lastSignInAt: null },
    })
    const back = await undo(changesetId)
    expect(back.rows[0]).toMatchObject({ kind: 'closed', accountId: added.id })
    await apply(back.changesetId, 1)
    expect((await list()).map(({ id }) => id)).not.toContain(added.id)
    const [account] = await rows<{ closed: boolean }>(
      house.db,
      'select closed_at is not null as closed from accounts where id = :id',
      added,
    )
    expect(account).toEqual({ closed: true })
  })

  test('whose address exists is the same person joining this unit, and nothing of their account changes', async () => {
    const elsewhere = await house.aMemberOfStaff({ firstName: 'Shona', lastName: 'Muir', email: 'shona@example.org' })
    const unit = await house.aUnit()
    const { preview, apply, of } = desk(unit)
    const wanted = asked(undefined, {
      firstName: 'S.',
      lastName: 'Muir',
      email: 'SHONA@example.org',
      roleTitle: 'Sister',
    })
    const { changesetId, rows: shown, changeset } = await preview([wanted])
    expect(shown[0]).toMatchObject({ kind: 'new', candidates: [{ id: elsewhere.id, name: 'Shona Muir' }] })
    expect(changeset.emails).toBe(0)
    await apply(changesetId, 1)
    expect(await of(elsewhere)).toMatchObject({
      ...{ firstName: 'Shona', email: 'shona@example.org', emailState: 'verified', roleTitle: 'Sister' },
      can: { changeAccount: false },
    })
    expect((await preview([wanted])).rows[0]).toMatchObject({ kind: 'wrong', errors: [{ column: 'email' }] })
  })

  test('whose name exists is asked about, and either answer counts', async () => {
    const elsewhere = await house.aMemberOfStaff({ firstName: 'Iona', lastName: `O'Hara` })
    const unit = await house.aUnit()
    const { preview, apply, of, list } = desk(unit)
    const wanted = [asked(undefined, { firstName: 'iona', lastName: 'O’Hara' })]
    const open = await preview(wanted)
    expect(open.rows[0]).toMatchObject({ kind: 'wrong', candidates: [{ id: elsewhere.id }] })
    const stranger = await preview(wanted, { same: [{ line: 1, accountId: unit.contact!.id }] })
    expect(stranger.rows[0]).toMatchObject({ kind: 'wrong' })
    const other = await preview(wanted, { same: [{ line: 1, accountId: null }] })
    expect(other.rows[0]).toMatchObject({ kind: 'new', sameAs: null })
    await apply(other.changesetId, 1)
    expect((await list()).filter(({ lastName }) => /hara/i.test(lastName))).toHaveLength(1)
    const same = await preview(wanted, { same: [{ line: 1, accountId: elsewhere.id }] })
    expect(same.rows[0]).toMatchObject({ kind: 'new', sameAs: elsewhere.id })
    await apply(same.changesetId, 1)
    expect(await of(elsewhere)).toMatchObject({ firstName: 'Iona' })
  })
})

describe('guards', () => {
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
