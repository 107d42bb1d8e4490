/** What holds for every changeset: the preview is what is written, undo is the state before, and one bad row stops it all. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { rows } from '../db/rows.ts'
import type { AskedRow, ChangesetRow } from './contract.ts'

const house = await aServer(await aDatabase())

/** Everything that a changeset of the staff could touch, as the database has it. */
async function stateOf(unit: Unit): Promise<unknown> {
  return rows(
    house.db,
    `select a.id, a.username, a.first_name, a.last_name, a.email, a.email_verified_at, a.closed_at, m.id as membership,
            m.role, m.role_title, m.is_recipient, m.ended_at, g.default_contact_id = m.id as holds
       from memberships m join accounts a on a.id = m.account_id join groups g on g.id = m.group_id
      where m.group_id = :id and m.ended_at is null order by m.id`,
    { id: unit.id },
  )
}

/** The staff list by column, as a person sees it. */
async function cellsOf(unit: Unit): Promise<Map<string, Record<string, string>>> {
  const { staff } = await house.as(unit.contact!).listStaff({ unitId: unit.id, limit: 1000 })
  const yesNo = (is: boolean) => (is ? 'yes' : 'no')
  return new Map(
    staff.map((one) => [
      one.username,
      {
        ...{ firstName: one.firstName, lastName: one.lastName, email: one.email ?? '', roleTitle: one.roleTitle ?? '' },
        ...{ isRecipient: yesNo(one.isRecipient), isDefaultContact: yesNo(one.isDefaultContact) },
        role: one.role === 'unit_admin' ? 'unit admin' : 'staff',
      },
    ]),
  )
}

async function aWard(): Promise<{ unit: Unit; staff: Person[] }> {
  const unit = await house.aUnit()
  const staff = [unit.contact!, await house.aUnitAdmin({ unit })]
  for (let n = 0; n < 4; n++) staff.push(await house.aMemberOfStaff({ unit, recipient: n % 2 === 0 }))
  return { unit, staff }
}

const client = (unit: Unit) => house.as(unit.contact!)

async function preview(unit: Unit, wanted: AskedRow[]) {
  const changesetId = newId()
  const page = await client(unit).previewChangeset({
    ...{ unitId: unit.id, changesetId, list: 'staff', source: 'grid', rows: wanted },
    limit: 500,
  })
  return { changesetId, ...page }
}

const word = fc.stringMatching(/^[A-Za-zÀ-ÿ'’ -]{1,12}[a-z]$/)
const cell = {
  firstName: word,
  lastName: word,
  roleTitle: fc.oneof(fc.constant(''), word),
  email: fc.oneof(
    fc.constant(''),
    fc.nat(9999).map((n) => `p${n}@example.org`),
  ),
  isRecipient: fc.constantFrom('yes', 'no', 'Y', 'x', ''),
  role: fc.constantFrom('staff', 'unit admin', 'Unit_Admin', ''),
}
const known = fc.record({ who: fc.nat(5), cells: fc.record(cell, { requiredKeys: [] }) })
const added = fc.record({ cells: fc.record(cell, { requiredKeys: ['firstName', 'lastName'] }) })
const handedTo = fc.option(fc.nat(5), { nil: undefined })

interface Wish {
  edits: { who: number; cells: Record<string, string> }[]
  added: { cells: Record<string, string> }[]
  handedTo: number | undefined
}
const wish: fc.Arbitrary<Wish> = fc.record({
  edits: fc.uniqueArray(known, { maxLength: 4, selector: ({ who }) => who }),
  added: fc.array(added, { maxLength: 3 }),
  handedTo,
})

function asRows({ edits, added, handedTo }: Wish, staff: Person[]): AskedRow[] {
  const byPerson = new Map(edits.map(({ who, cells }) => [who, { ...cells }]))
  if (handedTo !== undefined) byPerson.set(handedTo, { ...byPerson.get(handedTo), isDefaultContact: 'yes' })
  const to = (cells: Record<string, string>) =>
    Object.fromEntries(Object.entries(cells).map(([column, text]) => [column, { to: text }]))
  return [
    ...[...byPerson].map(([who, cells]) => ({ id: staff[who]!.id, cells: to(cells) })),
    ...added.map(({ cells }) => ({ cells: to(cells) })),
  ]
}

/** The list as the preview says that it will be. */
function foretold(before: Map<string, Record<string, string>>, shown: ChangesetRow[], staff: Person[]) {
  const after = new Map([...before].map(([username, cells]) => [username, { ...cells }]))
  for (const { kind, accountId, cells } of shown) {
    if (kind === 'unchanged') continue
    const { username = '', ...texts } = Object.fromEntries(cells.map(({ column, to }) => [column, to]))
    const empty = { firstName: '', lastName: '', email: '', roleTitle: '', isDefaultContact: 'no' }
    const whose = accountId ? staff.find(({ id }) => id === accountId)!.username : username
    after.set(whose, { ...(after.get(whose) ?? empty), ...texts })
  }
  return after
}

const runs = { numRuns: 40, endOnFailure: true }

test('what the preview shows is what applying writes, and taking it back leaves the state before', async () => {
  let applied = 0
  await fc.assert(
    fc.asyncProperty(wish, async (wanted) => {
      const { unit, staff } = await aWard()
      const asked = asRows(wanted, staff)
      if (asked.length === 0) return
      const [before, listed] = [await stateOf(unit), await cellsOf(unit)]
      const { changesetId, changeset, rows: shown } = await preview(unit, asked)
      expect(await stateOf(unit)).toEqual(before)
      if (!changeset.can.apply) return
      await client(unit).applyChangeset({ unitId: unit.id, changesetId, changes: changeset.changes })
      applied++
      expect(await cellsOf(unit)).toEqual(foretold(listed, shown, staff))
      const undoId = newId()
      const back = await client(unit).previewChangeset({
        ...{ unitId: unit.id, changesetId: undoId, list: 'staff', source: 'undo', undoes: changesetId },
      })
      expect(back.changeset).toMatchObject({ changes: changeset.changes, counts: { wrong: 0, conflict: 0 } })
      await client(unit).applyChangeset({ unitId: unit.id, changesetId: undoId, changes: changeset.changes })
      expect(await cellsOf(unit)).toEqual(listed)
      expect(await stateOf(unit)).toEqual(before)
    }),
    runs,
  )
  expect(applied).toBeGreaterThan(10)
}, 120_000)

const wrong = fc.constantFrom<(staff: Person[]) => AskedRow>(
  (staff) => ({ id: staff[3]!.id, cells: { email: { to: 'not an address' } } }),
  (staff) => ({ id: staff[3]!.id, cells: { role: { to: 'support' } } }),
  (staff) => ({ id: staff[3]!.id, cells: { roleTitle: { to: 'x'.repeat(41) } } }),
  (staff) => ({ id: staff[3]!.id, cells: { username: { to: 'other' } } }),
  (staff) => ({ id: staff[3]!.id, cells: { openConversations: { to: '0' } } }),
  (staff) => ({ id: staff[3]!.id, cells: { nothing: { to: 'x' } } }),
  (staff) => ({ id: staff[3]!.id, cells: { isRecipient: { to: 'perhaps' } } }),
  (staff) => ({ id: staff[0]!.id, cells: { isDefaultContact: { to: 'no' } } }),
  (staff) => ({ id: staff[0]!.id, cells: { close: { to: 'this unit' } } }),
  (staff) => ({ id: staff[0]!.id, cells: { role: { to: 'staff' } } }),
  () => ({ id: newId(), cells: { roleTitle: { to: 'Sister' } } }),
  () => ({ cells: { firstName: { to: 'Only' } } }),
  (staff) => ({ id: staff[3]!.id, cells: { roleTitle: { from: 'not this', to: 'Sister' } } }),
)

test('any mix with a bad row in it writes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(wish, fc.array(wrong, { minLength: 1, maxLength: 3 }), async (wanted, bad) => {
      const { unit, staff } = await aWard()
      const good = asRows(
        { ...wanted, handedTo: undefined, edits: wanted.edits.filter(({ who }) => who !== 0 && who !== 3) },
        staff,
      )
      const asked = [...bad.map((one) => one(staff)), ...good]
      const before = await stateOf(unit)
      const { changesetId, changeset } = await preview(unit, asked)
      expect(changeset).toMatchObject({ can: { apply: false } })
      expect(changeset.counts.wrong + changeset.counts.conflict).toBeGreaterThan(0)
      const attempt = client(unit).applyChangeset({
        ...{ unitId: unit.id, changesetId, changes: Math.max(1, changeset.changes) },
      })
      await expect(attempt).rejects.toMatchObject({ code: 'changesetHasErrors' })
      expect(await stateOf(unit)).toEqual(before)
    }),
    runs,
  )
}, 120_000)

test('of two changesets over the same cells at the same moment, one is written and the other shows the conflict', async () => {
  const { unit, staff } = await aWard()
  const nurse = staff[3]!
  for (let round = 0; round < 5; round++) {
    const titles = [`A${round}`, `B${round}`]
    const previews = []
    for (const to of titles) previews.push(await preview(unit, [{ id: nurse.id, cells: { roleTitle: { to } } }]))
    const outcomes = await Promise.allSettled(
      previews.map(({ changesetId }) => client(unit).applyChangeset({ unitId: unit.id, changesetId, changes: 1 })),
    )
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
    const loser = 1 - winner
    expect(outcomes[loser]).toMatchObject({ status: 'rejected', reason: { code: 'changedMeanwhile' } })
    const { rows: shown } = await client(unit).showChangeset({
      ...{ unitId: unit.id, changesetId: previews[loser]!.changesetId },
    })
    expect(shown[0]).toMatchObject({ kind: 'conflict', cells: [{ to: titles[loser], now: titles[winner] }] })
    expect((await cellsOf(unit)).get(nurse.username)).toMatchObject({ roleTitle: titles[winner] })
  }
})

test('two admins who hand over, switch off or close at the same moment never leave none or two', async () => {
  for (let round = 0; round < 6; round++) {
    const { unit, staff } = await aWard()
    const second = house.as(staff[1]!)
    const [one, two] = [staff[2]!, staff[3]!]
    const first = await preview(unit, [{ id: one.id, cells: { isDefaultContact: { to: 'yes' } } }])
    const other = newId()
    await second.previewChangeset({
      ...{ unitId: unit.id, changesetId: other, list: 'staff', source: 'grid' },
      rows: [{ id: two.id, cells: { isDefaultContact: { to: 'yes' } } }],
    })
    const closing = newId()
    const gone = await second.previewChangeset({
      ...{ unitId: unit.id, changesetId: closing, list: 'staff', source: 'form' },
      rows: [{ id: one.id, cells: { close: { to: 'this unit' } } }],
    })
    const outcomes = await Promise.allSettled([
      client(unit).applyChangeset({ unitId: unit.id, changesetId: first.changesetId, changes: 2 }),
      second.applyChangeset({ unitId: unit.id, changesetId: other, changes: 2 }),
      second.applyChangeset({ unitId: unit.id, changesetId: closing, changes: gone.changeset.changes }),
      second.handOverDefaultContact({ unitId: unit.id, fromId: unit.contact!.id, toId: two.id }),
    ])
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: expect.stringMatching(/changedMeanwhile|changesetHasErrors/) })
    const holders = [...(await cellsOf(unit)).values()].filter(({ isDefaultContact }) => isDefaultContact === 'yes')
    expect(holders).toHaveLength(1)
    expect(holders[0]).toMatchObject({ isRecipient: 'yes' })
  }
})

test('the two last admins who demote each other at the same moment: one stays', async () => {
  for (let round = 0; round < 4; round++) {
    const { unit, staff } = await aWard()
    const [one, two] = [staff[0]!, staff[1]!]
    const attempts = await Promise.all(
      [
        [one, two],
        [two, one],
      ].map(async ([actor, other]) => {
        const changesetId = newId()
        await house.as(actor!).previewChangeset({
          ...{ unitId: unit.id, changesetId, list: 'staff', source: 'grid' },
          rows: [{ id: other!.id, cells: { role: { to: 'staff' } } }],
        })
        return { actor: actor!, changesetId }
      }),
    )
    const outcomes = await Promise.allSettled(
      attempts.map(({ actor, changesetId }) =>
        house.as(actor).applyChangeset({ unitId: unit.id, changesetId, changes: 1 }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const admins = await rows(
      house.db,
      `select from memberships where group_id = :id and role = 'unit_admin' and ended_at is null`,
      { id: unit.id },
    )
    expect(admins).toHaveLength(1)
  }
})
