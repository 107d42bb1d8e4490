/** The staff list as a file: what the filter shows, and nothing changes when it is imported as it is (R10). */
import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { readCsv } from '../changesets/csv.ts'
import { rows } from '../db/rows.ts'
import { staffColumns } from './contract.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit({ name: 'Ward 206 (Édouard / PD)' })
const susan = await house.aMemberOfStaff({
  ...{ unit, firstName: 'Susan', lastName: '=Turner', username: 'sturner', roleTitle: 'Dietitian, PD' },
  ...{ email: null, recipient: true },
})
await house.aSession(susan)
await house.db('sessions').where({ accountId: susan.id }).update({ startedAt: '2026-03-29T00:30:00Z' })
const exported = (shown: Omit<Parameters<ReturnType<typeof house.as>['exportStaff']>[0], 'unitId'> = {}) =>
  house.as(unit.contact!).exportStaff({ unitId: unit.id, ...shown })

test('a row in words, with every column but those that close an account', async () => {
  const { csv, rows: howMany, isComplete } = await exported({ filter: 'susan' })
  expect({ howMany, isComplete }).toEqual({ howMany: 1, isComplete: true })
  expect(csv.split('\r\n')).toEqual([
    '\ufeffUsername,Last name,First name,Role title,E-mail,E-mail state,Message recipient,Default messaging contact,Role,Last sign-in,Code at sign-in,Open conversations,Away',
    `sturner,'=Turner,Susan,"Dietitian, PD",,no e-mail,yes,no,staff,2026-03-29T00:30:00.000Z,no,0,`,
    '',
  ])
})

test('reads back as what the list shows', async () => {
  const { csv } = await exported()
  const read = readCsv(Buffer.from(csv), staffColumns)
  expect(read.ignored).toEqual([])
  const { staff } = await house.as(unit.contact!).listStaff({ unitId: unit.id })
  expect(read.rows.map(({ cells }) => cells)).toEqual(
    staff.map((one) => ({
      username: one.username,
      lastName: one.lastName,
      firstName: one.firstName,
      roleTitle: one.roleTitle ?? '',
      email: one.email ?? '',
      isRecipient: one.isRecipient ? 'yes' : 'no',
      isDefaultContact: one.isDefaultContact ? 'yes' : 'no',
      role: one.role === 'unit_admin' ? 'unit admin' : 'staff',
    })),
  )
})

test('only what the filter shows', async () => {
  expect((await exported({ only: 'unit_admins' })).rows).toBe(1)
  expect(await exported({ filter: 'nobody' })).toMatchObject({ rows: 0, isComplete: true })
})

test('a file name that every PC takes, with the day', async () => {
  expect((await exported()).fileName).toMatch(/^staff-ward-206-edouard-pd-\d{4}-\d\d-\d\d\.csv$/)
})

test('is on record with how many, and nobody’s name', async () => {
  await exported({ filter: 'turner' })
  const [last] = await rows(
    house.db,
    `select account_id as "by", group_id as "groupId", detail from audit where action = 'staff.exported' order by id desc`,
  )
  expect(last).toEqual({ by: unit.contact!.id, groupId: unit.id, detail: { rows: 1 } })
})

test('of more than can be imported again it says that there is more', async () => {
  const large = await house.aUnit()
  await house.db.raw(
    `with made as (
       insert into accounts (kind, username, first_name, last_name)
       select 'staff', 'many' || n, 'Robin', 'Person' || n from generate_series(1, 5000) as n returning id)
     insert into memberships (account_id, account_kind, group_id, group_kind, role)
     select id, 'staff', ?, 'unit', 'staff' from made`,
    [large.id],
  )
  expect(await house.as(large.contact!).exportStaff({ unitId: large.id })).toMatchObject({
    ...{ rows: 5000, isComplete: false },
  })
}, 60_000)
