/** What holds for every changeset of patients: the preview is what is written, and undo is the state before. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person, Unit } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import type { AskedRow } from '../changesets/contract.ts'
import { rows } from '../db/rows.ts'
import type { PatientLine } from './contract.ts'

const house = await aServer(await aDatabase())

/** Everything that a changeset of patients could touch, as the database has it. */
function stateOf({ id }: Unit): Promise<unknown> {
  return rows(
    house.db,
    `select to_jsonb(a) - 'created_at' as account, to_jsonb(m) as membership
       from memberships m join accounts a on a.id = m.account_id
      where m.group_id = :id and m.ended_at is null order by m.id`,
    { id },
  )
}

const shown = (one: PatientLine): Record<string, string> => ({
  ...{ firstName: one.firstName, lastName: one.lastName, dateOfBirth: one.dateOfBirth ?? '' },
  ...{ email: one.email ?? '', telephone: one.telephone ?? '', username: one.username, close: '' },
})

async function listOf(unit: Unit): Promise<Map<string, Record<string, string>>> {
  const { patients } = await house.as(unit.contact!).listPatients({ unitId: unit.id, limit: 100 })
  return new Map(patients.map((one) => [one.id, shown(one)]))
}

const name = fc.stringMatching(/^[A-Za-zÀ-ÿ'’-]{1,10}[a-z]$/)
const cells = {
  firstName: name,
  lastName: name,
  dateOfBirth: fc
    .date({ min: new Date('1920-01-01'), max: new Date('2015-12-31'), noInvalidDate: true })
    .map((date) => {
      return date.toISOString().slice(0, 10)
    }),
  email: fc.constantFrom('', 'one@example.org', 'two@example.org'),
  telephone: fc.constantFrom('', '0131 496 0120', '111'),
}
const change = fc.record({ ...cells, close: fc.constantFrom('', '', '', 'this unit') }, { requiredKeys: [] })
// Others than those who are here already have: more than five may not share one.
const added = fc.record({ ...cells, email: fc.constantFrom('', 'three@example.org') })
const asked = fc.record({
  changes: fc.array(change, { minLength: 4, maxLength: 4 }),
  news: fc.array(added, { maxLength: 3 }),
})

test('apply writes what the preview showed, and undo gives back the state before', async () => {
  await fc.assert(
    fc.asyncProperty(asked, async ({ changes, news }) => {
      const unit = await house.aUnit()
      const addresses = [{}, { email: null }, { emailVerified: false }, { emailBouncing: true }]
      const patients: Person[] = []
      for (const address of addresses) patients.push(await house.aPatient({ unit, nhsNumber: null, ...address }))
      const client = house.as(unit.contact!)
      const place = (changesetId: string) => ({ unitId: unit.id, changesetId, list: 'patients' as const })
      const wanted: AskedRow[] = [...changes, ...news].map((row, n) => ({
        ...(patients[n] && { id: patients[n].id }),
        cells: Object.fromEntries(Object.entries(row).map(([column, to]) => [column, { to }])),
      }))
      const [before, listBefore] = [await stateOf(unit), await listOf(unit)]
      const changesetId = newId()
      const same = news.map((_, n) => ({ line: patients.length + n + 1, accountId: null }))
      const preview = await client.previewChangeset({ ...place(changesetId), source: 'form', rows: wanted, same })
      expect(preview.rows.flatMap(({ errors }) => errors)).toEqual([])
      expect(await stateOf(unit)).toEqual(before)
      if (preview.changeset.changes === 0) return

      await client.applyChangeset({ ...place(changesetId), changes: preview.changeset.changes })
      const listAfter = await listOf(unit)
      const { rows: written } = await client.showChangeset({ unitId: unit.id, changesetId })
      for (const { accountId, kind, cells } of written) {
        const expected = {
          ...listBefore.get(accountId!),
          ...Object.fromEntries(cells.map(({ column, to }) => [column, to])),
        }
        if (kind === 'closed') expect(listAfter.has(accountId!)).toBe(false)
        else expect(listAfter.get(accountId!)).toMatchObject(expected)
      }

      const undoId = newId()
      const undo = await client.previewChangeset({ ...place(undoId), source: 'undo', undoes: changesetId })
      expect(undo.rows.flatMap(({ errors }) => errors)).toEqual([])
      await client.applyChangeset({ ...place(undoId), changes: undo.changeset.changes })
      expect(await stateOf(unit)).toEqual(before)
    }),
    { numRuns: 25 },
  )
}, 120_000)
