/** Nobody starts so many conversations in a day that it is a broadcast, or a flood. */
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase(), { STARTS_PER_DAY_PATIENT: '30', STARTS_PER_DAY_STAFF: '250' })
const unit = await house.aUnit()
const start = (from: Person, to: Person[], messageId = newId()) =>
  house.as(from).startConversation({
    ...{ groupId: unit.id, messageId, subject: 'Blood results', text: 'Hello' },
    recipientIds: to.map(({ id }) => id),
  })
/** As many as they have started already today. */
const haveStarted = (person: Person, howMany: number, ago = '1 minute') =>
  rows(
    house.db,
    `insert into audit (action, account_id, at)
     select 'conversation.started', :id, now() - cast(:ago as interval) from generate_series(1, :howMany)`,
    { id: person.id, howMany, ago },
  )

test('a patient starts 30 in a day, however many at once, and sending one again is not one more', async () => {
  const [patient, nurse] = [await house.aPatient({ unit }), await house.aMemberOfStaff({ unit })]
  await haveStarted(patient, 27)
  await haveStarted(patient, 100, '25 hours')
  const messageId = newId()
  await start(patient, [nurse], messageId)
  const tried = await Promise.allSettled(Array.from({ length: 5 }, () => start(patient, [nurse])))
  expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  for (const one of tried)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'tooManyStarts', status: 429 })
  expect((await start(patient, [nurse], messageId)).conversations).toHaveLength(1)
  // Others are not held up, and what there is goes on.
  await start(await house.aPatient({ unit }), [nurse])
})

test('staff start 250, to many patients at once as many as there are', async () => {
  const [nurse, one, other] = [
    await house.aMemberOfStaff({ unit }),
    await house.aPatient({ unit }),
    await house.aPatient({ unit }),
  ]
  await haveStarted(nurse, 248)
  await expect(start(nurse, [one, other, await house.aPatient({ unit })])).rejects.toMatchObject({
    code: 'tooManyStartsOfStaff',
  })
  expect((await start(nurse, [one, other])).conversations).toHaveLength(2)
  await expect(start(nurse, [one])).rejects.toMatchObject({ code: 'tooManyStartsOfStaff' })
})
