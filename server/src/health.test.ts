/** What /healthz says: who is well, who is away, and that silence is being away. */
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { aServer } from '../test/as.ts'
import { aDatabase } from '../test/database.ts'
import { connect } from './db/connect.ts'
import { rows } from './db/rows.ts'
import { beat, checkHealth, patienceSeconds, type Health } from './health.ts'

const house = await aServer(await aDatabase())
const { db } = house
const [one, other] = [randomUUID(), randomUUID()]
beforeEach(async () => {
  await db('heartbeats').delete()
})

const allWell: Health = { well: true, database: 'well', worker: 'well', mail: 'well' }
async function beats({ worker = true, mail = true, instance = one } = {}): Promise<void> {
  await beat(db, { part: 'worker', instance, well: worker })
  await beat(db, { part: 'mail', instance, well: mail })
}
const passes = (part: string, seconds: number) =>
  rows(db, `update heartbeats set seen_at = seen_at - cast(:time as interval) where part = :part`, {
    ...{ part, time: `${seconds} seconds` },
  })
const healthz = async () => {
  const reply = await fetch(`${house.origin}/healthz`)
  return { status: reply.status, body: await reply.json() }
}

test('all well', async () => {
  await beats()
  expect(await healthz()).toEqual({ status: 200, body: allWell })
})

test('nobody has shown signs of life yet', async () => {
  const body = { well: false, database: 'well', worker: 'away', mail: 'away' }
  expect(await healthz()).toEqual({ status: 503, body })
})

test('the mail server does not answer', async () => {
  await beats()
  await beats({ mail: false })
  expect(await healthz()).toEqual({ status: 503, body: { ...allWell, well: false, mail: 'away' } })
  await beats()
  expect(await healthz()).toEqual({ status: 200, body: allWell })
})

test.each(['worker', 'mail'])('a sign of life of the %s that is too old', async (part) => {
  await beats()
  await passes(part, patienceSeconds - 5)
  expect(await checkHealth(db)).toEqual(allWell)
  await passes(part, 6)
  expect(await checkHealth(db)).toEqual({ ...allWell, well: false, [part]: 'away' })
})

test('one of several workers is enough', async () => {
  await beats()
  await passes('worker', patienceSeconds + 1)
  await beats({ instance: other, mail: false })
  expect(await checkHealth(db)).toEqual(allWell)
})

test('signs of processes that are long gone are forgotten', async () => {
  await beats()
  await passes('worker', 3601)
  await beats({ instance: other })
  const left = await rows<{ instance: string }>(db, `select instance from heartbeats where part = 'worker'`)
  expect(left).toEqual([{ instance: other }])
})

test('the database is away', async () => {
  const nowhere = connect({ databaseUrl: 'postgres://nobody@127.0.0.1:9/nothing', databasePool: 2 })
  expect(await checkHealth(nowhere)).toEqual({ well: false, database: 'away', worker: 'away', mail: 'away' })
  await nowhere.destroy()
})
