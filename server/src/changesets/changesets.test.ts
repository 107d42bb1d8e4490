/** A changeset from the preview to its undo, through the API: what each way does, and what it refuses. */
import { describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'
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

  test('whose proved address and name exist is the same person joining this unit; nothing of their account changes', async () => {
    const elsewhere = await house.aMemberOfStaff({ firstName: 'Shona', lastName: 'Muir', email: 'shona@example.org' })
    const unit = await house.aUnit()
    const { preview, apply, of } = desk(unit)
    const cells = { firstName: 'shona', lastName: 'Muir', email: 'SHONA@example.org', roleTitle: 'Sister' }
    const { changesetId, rows: shown, changeset } = await preview([asked(undefined, cells)])
    expect(shown[0]).toMatchObject({ kind: 'new', candidates: [{ id: elsewhere.id, name: 'Shona Muir' }] })
    expect(changeset.emails).toBe(0)
    await apply(changesetId, 1)
    expect(await of(elsewhere)).toMatchObject({
      ...{ firstName: 'Shona', email: 'shona@example.org', emailState: 'verified', roleTitle: 'Sister' },
      can: { changeAccount: false },
    })
    const again = await preview([asked(undefined, cells)])
    expect(again.rows[0]).toMatchObject({ kind: 'wrong', errors: [{ column: 'email' }] })
  })

  test.each([
    ['under another name', { firstName: 'Zed', lastName: 'Puppet' }],
    ['but was never proved', { emailVerified: false }],
    ['but bounces', { emailBouncing: true }],
  ])('whose address exists %s is asked about', async (_, other) => {
    const email = `${newId()}@example.org`
    const known = await house.aMemberOfStaff({ firstName: 'New', lastName: 'Matron', email, ...other })
    const { preview } = desk(await house.aUnit())
    const cells = { firstName: 'New', lastName: 'Matron', email, role: 'unit admin' }
    const { rows: shown } = await preview([asked(undefined, cells)])
    expect(shown[0]).toMatchObject({ kind: 'wrong' })
    expect(shown[0]!.candidates[0]).toMatchObject({ id: known.id })
  })

  test('who shares an address with somebody else is asked about', async () => {
    const both = { firstName: 'Ann', lastName: 'Twin', email: 'twins@example.org' }
    await house.aMemberOfStaff(both)
    await house.aMemberOfStaff(both)
    const { rows: shown } = await desk(await house.aUnit()).preview([asked(undefined, both)])
    expect(shown[0]).toMatchObject({ kind: 'wrong', candidates: [{}, {}] })
  })

  test('is not added twice by two rows that mean one person', async () => {
    const known = await house.aMemberOfStaff({ username: 'p.u', firstName: 'Pat', lastName: 'Usher' })
    const { preview } = desk(await house.aUnit())
    const rowsOfOne = [
      asked(undefined, { firstName: 'Pat', lastName: 'Usher', email: 'p.u@example.org' }),
      asked(undefined, { firstName: 'P.', lastName: 'U.', username: 'p.u' }),
    ]
    const { changeset } = await preview(rowsOfOne, { same: [{ line: 2, accountId: known.id }] })
    expect(changeset.counts).toMatchObject({ new: 1, wrong: 1 })
  })

  test('with a role above one’s own is added by Central Support only', async () => {
    const boss = await house.aMemberOfSupport({ firstName: 'Big', lastName: 'Boss' })
    const unit = await house.aUnit()
    const wanted = [asked(undefined, { firstName: 'Big', lastName: 'Boss' })]
    const same = [{ line: 1, accountId: boss.id }]
    expect((await desk(unit).preview(wanted, { same })).rows[0]).toMatchObject({ kind: 'wrong' })
    expect((await desk(unit, boss).preview(wanted, { same })).rows[0]).toMatchObject({ kind: 'new' })
  })

  test('who is another by the time of applying is not written', async () => {
    const email = 'moves@example.org'
    const one = await house.aMemberOfStaff({ firstName: 'Sam', lastName: 'Same', email })
    const other = await house.aMemberOfStaff({ firstName: 'Sam', lastName: 'Same', email: null })
    const unit = await house.aUnit()
    const { preview, apply, list } = desk(unit)
    const { changesetId } = await preview([asked(undefined, { firstName: 'Sam', lastName: 'Same', email })])
    await house.db.raw(
      `update accounts set email = case id when ? then null else ? end, email_verified_at = case id when ? then null else now() end
        where id in (?, ?)`,
      [one.id, email, one.id, one.id, other.id],
    )
    await expect(apply(changesetId, 1)).rejects.toMatchObject({ code: 'changedMeanwhile' })
    expect(await list()).toHaveLength(1)
  })

  test('who was changed since is not taken back unasked, also where there was nothing before', async () => {
    const unit = await house.aUnit()
    const { preview, apply, change, undo, list } = desk(unit)
    const { changesetId } = await preview([asked(undefined, { firstName: 'Eve', lastName: 'Later' })])
    await apply(changesetId, 1)
    const { id } = (await list()).find(({ firstName }) => firstName === 'Eve')!
    await change([asked(id, { roleTitle: 'Sister' })])
    expect((await undo(changesetId)).rows[0]).toMatchObject({
      kind: 'conflict',
      cells: expect.arrayContaining([{ column: 'roleTitle', from: '', to: '', now: 'Sister' }]),
    })
  })

  test('who was made the default messaging contact gives that back when they are taken back', async () => {
    const unit = await house.aUnit()
    const { preview, apply, undo, of } = desk(unit)
    const added = await preview([asked(undefined, { firstName: 'Noor', lastName: 'Contact', isDefaultContact: 'yes' })])
    await apply(added.changesetId, 2)
    expect(await of(unit.contact!)).toMatchObject({ isDefaultContact: false })
    const back = await undo(added.changesetId)
    expect(back.changeset.counts).toMatchObject({ wrong: 0, conflict: 0 })
    await apply(back.changesetId, back.changeset.changes)
    expect(await of(unit.contact!)).toMatchObject({ isDefaultContact: true })
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

describe('undoing', () => {
  async function closedAltogether(person: Person, unit: Unit, by: Person) {
    const changesetId = newId()
    const client = house.as(by)
    const place = { unitId: unit.id, changesetId }
    const wanted = [asked(person.id, { close: 'altogether' })]
    await client.previewChangeset({ ...place, list: 'staff', source: 'form', rows: wanted })
    await client.applyChangeset({ ...place, changes: 1 })
    return changesetId
  }

  test('gives back no role above one’s own, and none in a unit that is not one’s own', async () => {
    const unit = await house.aUnit()
    const support = await house.aMemberOfSupport()
    const raised = await house.aMemberOfSupport()
    await house.joins(raised, unit)
    const shared = await house.aMemberOfStaff({ unit })
    await house.joins(shared, await house.aUnit(), { role: 'unit_admin' })
    for (const person of [raised, shared]) {
      const closing = await closedAltogether(person, unit, support)
      const { undo } = desk(unit)
      expect((await undo(closing)).rows[0]).toMatchObject({ kind: 'wrong', errors: [{ column: 'close' }] })
      const back = await desk(unit, support).undo(closing)
      expect(back.changeset).toMatchObject({ can: { apply: true } })
      await desk(unit, support).apply(back.changesetId, 1)
    }
  })

  test('shows nothing of what somebody who has left has become elsewhere', async () => {
    const unit = await house.aUnit()
    const nurse = await house.aMemberOfStaff({ unit })
    const { change, undo } = desk(unit)
    const { id } = await change([asked(nurse.id, { email: 'before@example.org' })])
    await house.joins(nurse, await house.aUnit())
    await house.leavesUnit(nurse, unit)
    await house.db.raw(`update accounts set email = 'secret@example.org' where id = ?`, [nurse.id])
    const page = await undo(id)
    expect(page.rows).toMatchObject([{ kind: 'wrong', cells: [] }])
    expect(JSON.stringify(page)).not.toContain('secret@')
  })

  test('a closing is possible for a day', async () => {
    const unit = await house.aUnit()
    const nurse = await house.aMemberOfStaff({ unit })
    const { undo, preview, apply } = desk(unit)
    const closed = await preview([asked(nurse.id, { close: 'this unit' })], { source: 'form' })
    await apply(closed.changesetId, 1)
    expect((await undo(closed.changesetId)).changeset).toMatchObject({ can: { apply: true } })
    const { changesets } = await house.as(unit.contact!).listChangesets({ unitId: unit.id })
    const hours = (Date.parse(changesets[0]!.undoUntil!) - Date.parse(changesets[0]!.appliedAt!)) / 3_600_000
    expect(hours).toBe(24)
    await longAgo(closed.changesetId, '25 hours')
    await expect(undo(closed.changesetId)).rejects.toMatchObject({ status: 404 })
  })

  test('what was done besides a closing is possible for longer, the closing is not', async () => {
    const unit = await house.aUnit()
    const [one, two] = [await house.aMemberOfStaff({ unit }), await house.aMemberOfStaff({ unit })]
    const { undo, change } = desk(unit)
    const { id } = await change([asked(one.id, { close: 'this unit' }), asked(two.id, { roleTitle: 'Sister' })])
    await longAgo(id, '25 hours')
    const { changeset, rows: shown } = await undo(id)
    expect(changeset.counts).toMatchObject({ wrong: 1, changed: 1 })
    expect(shown[0]).toMatchObject({ accountId: one.id, errors: [{ column: 'close' }] })
  })

  test('anything else is possible for 30 days', async () => {
    const unit = await house.aUnit()
    const nurse = await house.aMemberOfStaff({ unit })
    const { undo, change } = desk(unit)
    const { id } = await change([asked(nurse.id, { roleTitle: 'Sister' })])
    await longAgo(id, '29 days')
    expect((await undo(id)).changeset).toMatchObject({ can: { apply: true } })
    await longAgo(id, '2 days')
    await expect(undo(id)).rejects.toMatchObject({ status: 404 })
  })

  /** What is applied is history, so time is turned back past the trigger that says so. */
  async function longAgo(id: string, span: string) {
    await house.db.transaction(async (trx) => {
      await trx.raw('alter table changesets disable trigger keep_applied')
      await trx.raw('update changesets set applied_at = applied_at - cast(? as interval) where id = ?', [span, id])
      await trx.raw('alter table changesets enable trigger keep_applied')
    })
  }
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
