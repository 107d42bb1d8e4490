/** Somebody new on the staff list: an account of their own, or somebody who exists joins, and never two of one person. */
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { asked, staffDesk } from '../../test/staffDesk.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase())
const desk = staffDesk(house)

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
