/** Taking a changeset back: what can be undone, for how long, by whom, and what stands against it. */
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { asked, staffDesk } from '../../test/staffDesk.ts'

const house = await aServer(await aDatabase())
const desk = staffDesk(house)

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
