/** Jobs of a worker that was killed are given back; nobody takes any from a living one. */
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { aServer } from '../test/as.ts'
import { aDatabase } from '../test/database.ts'
import { rows } from './db/rows.ts'
import { beat, patienceSeconds } from './health.ts'
import { enqueue } from './jobs.ts'
import { releaseJobsOfTheDead } from './releaseJobs.ts'

const { db } = await aServer(await aDatabase())
beforeEach(async () => {
  await db('heartbeats').delete()
  await db.raw('delete from graphile_worker._private_jobs')
})

const longAgo = patienceSeconds + 1
/** A job that this worker took so many seconds ago. */
async function held(by: string, secondsAgo = longAgo): Promise<void> {
  await db.transaction((trx) => enqueue(trx, 'deliver', { deliveryId: randomUUID() }))
  await rows(
    db,
    `update graphile_worker._private_jobs
        set locked_by = :by, locked_at = now() - cast(:ago as interval), attempts = 1 where locked_by is null`,
    { by, ago: `${secondsAgo} seconds` },
  )
}
async function alive(workerIds: string[], secondsAgo = 0): Promise<void> {
  const instance = randomUUID()
  await beat(db, { part: 'worker', instance, well: true, workerIds })
  await rows(db, 'update heartbeats set seen_at = seen_at - cast(:ago as interval) where instance = :instance', {
    instance,
    ago: `${secondsAgo} seconds`,
  })
}
async function stillHeldBy(): Promise<(string | null)[]> {
  await releaseJobsOfTheDead(db)
  const jobs = await rows<{ by: string | null; when: Date | null }>(
    db,
    `select locked_by as by, locked_at as when from graphile_worker.jobs order by id`,
  )
  for (const { by, when } of jobs) expect(when === null).toBe(by === null)
  return jobs.map(({ by }) => by)
}

test('those of a worker that nobody has heard of are given back', async () => {
  await held('dead')
  expect(await stillHeldBy()).toEqual([null])
})

test('those of a worker that has fallen silent are given back', async () => {
  await alive(['silent', 'silent too'], longAgo)
  await held('silent')
  await held('silent too')
  expect(await stillHeldBy()).toEqual([null, null])
})

test('those of a living worker are not, among several dead and living', async () => {
  await alive(['living', 'living too'])
  await alive(['another living'], patienceSeconds - 5)
  await alive(['dead'], longAgo)
  for (const by of ['living', 'dead', 'another living', 'unheard of', 'living too']) await held(by, 3600)
  expect(await stillHeldBy()).toEqual(['living', null, 'another living', null, 'living too'])
})

test('those taken a moment ago are not: their worker may not have shown itself yet', async () => {
  await held('new', patienceSeconds - 5)
  expect(await stillHeldBy()).toEqual(['new'])
})

test('one whose place another has taken meanwhile is done with, and does not look as if it had failed', async () => {
  const again = () =>
    db.transaction((trx) => enqueue(trx, 'deliver', { deliveryId: randomUUID() }, { key: 'the same' }))
  await again()
  await rows(
    db,
    `update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() - interval '1 hour', attempts = 1`,
  )
  await again()
  expect(await rows(db, 'select from graphile_worker.jobs')).toHaveLength(2)
  expect(await stillHeldBy()).toEqual([null])
  const [left] = await rows<{ attempts: number }>(db, 'select attempts from graphile_worker.jobs')
  expect(left).toEqual({ attempts: 0 })
})

test('one that nobody takes the place of stays, however many workers it has killed', async () => {
  await db.transaction((trx) => enqueue(trx, 'notifyOfMessage', { messageId: randomUUID() }))
  await rows(
    db,
    `update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() - interval '1 hour', attempts = max_attempts`,
  )
  expect(await stillHeldBy()).toEqual([null])
  expect(await rows(db, 'select from graphile_worker.jobs')).toHaveLength(1)
})

test('without any there is nothing to do', async () => {
  await alive(['living'])
  expect(await stillHeldBy()).toEqual([])
})
