import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropDatabase } from '../../migrate.ts'
import { adminUrlVariable } from '../../test/postgres.ts'
import { buildData, copyData, dataIsThere, dataName } from './build.ts'
import { ids } from './people.ts'
import { fullScale, quickScale, type Scale } from './scales.ts'

describe('the name of the data, by which it is found again', () => {
  test('is the same for the same', () => {
    expect(dataName(fullScale, 'sources')).toBe(dataName({ ...fullScale }, 'sources'))
    expect(dataName(fullScale)).toBe(dataName(fullScale))
  })

  test('is another when anything is another', () => {
    const names = [
      dataName(fullScale, 'sources'),
      dataName(quickScale, 'sources'),
      dataName(fullScale, 'other sources'),
      ...Object.entries(fullScale).flatMap(([what, value]) =>
        typeof value === 'number' ? [dataName({ ...fullScale, [what]: value + 1 }, 'sources')] : [],
      ),
    ]
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('the data', () => {
  const adminUrl = process.env[adminUrlVariable]!
  const scale: Scale = {
    ...{ name: `test${process.pid}`, fewConversations: 20, manyConversations: 200, messagesEach: 5 },
    ...{ fewPatients: 5, manyPatients: 30, staff: 12 },
  }
  const copy = `bench_${scale.name}_copy`
  let client: pg.Client

  beforeAll(async () => {
    expect(await dataIsThere(adminUrl, scale)).toBe(false)
    await buildData(adminUrl, scale, () => {})
    client = new pg.Client({ connectionString: await copyData(adminUrl, scale, copy) })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    for (const name of [copy, dataName(scale)]) await dropDatabase(adminUrl, name)
  })

  test('is found when it is there', async () => {
    expect(await dataIsThere(adminUrl, scale)).toBe(true)
    expect(await dataIsThere(adminUrl, { ...scale, staff: 13 })).toBe(false)
  })

  test('is as much as was asked for', async () => {
    const count = async (sql: string) => Number((await client.query<{ count: string }>(sql)).rows[0]!.count)
    const members = (unit: string, role: string) =>
      count(`select count(*) from memberships where group_id = '${unit}' and role = '${role}'`)
    const inbox = (account: string) => count(`select count(*) from participants where account_id = '${account}'`)
    expect(await inbox(ids.fewConversations)).toBe(20)
    expect(await inbox(ids.manyConversations)).toBe(200)
    expect(await count('select count(*) from messages')).toBe(5 * 220)
    expect(await members(ids.manyPatients, 'patient')).toBe(30)
    expect(await members(ids.fewPatients, 'patient')).toBe(5)
    expect(await members(ids.manyStaff, 'staff')).toBe(12)
  })

  test('breaks no rule that was not looked at while it was written', async () => {
    const { rows } = await client.query<{ validate: string }>(
      `select format('alter table %s validate constraint %I', conrelid::regclass, conname) as validate
         from pg_constraint where not convalidated`,
    )
    expect(rows.length).toBeGreaterThan(5)
    for (const { validate } of rows) await client.query(validate)
  })

  test('has every index and rule that the migrations make', async () => {
    const schema = async (of: pg.Client) =>
      (
        await of.query<{ piece: string }>(
          `select pg_get_indexdef(indexrelid) as piece from pg_index where indrelid = any($1::regclass[])
           union all
           select conname || ' ' || replace(pg_get_constraintdef(oid), ' NOT VALID', '') from pg_constraint
            where conrelid = any($1::regclass[]) or confrelid = any($1::regclass[])
           order by 1`,
          [['conversations', 'participants', 'messages']],
        )
      ).rows.map(({ piece }) => piece)
    const migrated = new pg.Client({ connectionString: adminUrl.replace(/\/[^/]*$/, '/template_messages') })
    await migrated.connect()
    try {
      expect(await schema(client)).toEqual(await schema(migrated))
    } finally {
      await migrated.end()
    }
  })
})
