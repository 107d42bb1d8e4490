/** Links for many people at once, as a changeset makes them. */
import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'
import { rows } from '../db/rows.ts'
import { requestLinks } from './requestLinks.ts'
import { tellOldAddresses } from './tellOldAddresses.ts'

const house = await aServer(await aDatabase())
const { db } = house

test('5,000 people in one go: a link and a job each, and again it replaces nothing within the minute', async () => {
  const unit = await house.aUnit()
  const actor = { accountId: unit.contact!.id } as never
  const people = await rows<{ id: string }>(
    db,
    `insert into accounts (kind, username, first_name, last_name, email)
     select 'patient', 'many' || n, 'Robin', 'Many', 'many' || n || '@example.org' from generate_series(1, 5000) n
     returning id`,
  )
  const ids = people.map(({ id }) => id)
  const ask = () => db.transaction((trx) => requestLinks({ actor, trx }, 'verify_email', ids))
  await ask()
  await ask()
  const made = await rows<{ accountId: string; linkId: string }>(
    db,
    `select l.account_id as "accountId", l.id as "linkId" from links l`,
  )
  expect(made.map(({ accountId }) => accountId).toSorted()).toEqual(ids.toSorted())
  expect(await payloads('sendLink')).toEqual(made.map(({ linkId }) => ({ linkId })).toSorted(byJson))
})

test('two who ask for the same people at once wait for each other, and each gets one', async () => {
  const patients = [await house.aPatient(), await house.aPatient(), await house.aPatient()]
  const ids = patients.map(({ id }) => id)
  const actor = { accountId: patients[0]!.unit.contact!.id } as never
  const held = await holding(db, (trx) => requestLinks({ actor, trx }, 'choose_password', ids))
  const second = db.transaction((trx) => requestLinks({ actor, trx }, 'choose_password', ids.toReversed()))
  await held.untilWaiting()
  await held.letGo()
  await second
  const made = await rows(db, `select from links where purpose = 'choose_password' and account_id = any(:ids)`, { ids })
  expect(made).toHaveLength(3)
})

test('everybody whose address changed is told, and nobody is no work', async () => {
  const patients = [await house.aPatient(), await house.aPatient()]
  const old = patients.map(({ id }, n) => ({ accountId: id, address: `old${n}@example.org` }))
  await db.transaction((trx) => tellOldAddresses({ trx }, old))
  await db.transaction((trx) => tellOldAddresses({ trx }, []))
  expect(await payloads('tellOldAddress')).toEqual(old.toSorted(byJson))
})

async function payloads(job: string): Promise<unknown[]> {
  const jobs = await rows<{ payload: unknown }>(
    db,
    `select j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = :job`,
    { job },
  )
  return jobs.map(({ payload }) => payload).toSorted(byJson)
}

function byJson(a: unknown, b: unknown): number {
  return JSON.stringify(a).localeCompare(JSON.stringify(b))
}
