/** Who has opened my conversations. */
import { expect, test } from 'vitest'
import { aServer } from '../../../test/as.ts'
import type { Person } from '../../../test/build.ts'
import { aDatabase } from '../../../test/database.ts'
import { rows } from '../../db/rows.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()

/** A day of the last summer that is over, and those after it: always within a year. */
const year = new Date().getUTCFullYear()
const summer = [`${year}-08-10`, `${year}-05-10`, `${year - 1}-08-10`].find(
  (one) => Date.parse(one) < Date.now() - 5 * 86_400_000,
)!
const day = (later: number) => new Date(Date.parse(summer) + later * 86_400_000).toISOString().slice(0, 10)

/** As the trail has it when somebody opens a conversation at that time; it is append-only, so its past is written, not changed. */
async function opened(who: Person, { id }: { id: string }, at: string): Promise<void> {
  await rows(
    house.db,
    `insert into audit (action, account_id, conversation_id, at) values ('conversation.opened', :who, :id, cast(:at as timestamptz))`,
    { who: who.id, id, at },
  )
}

test('names the staff who opened them, once for each day, newest first', async () => {
  const patient = await house.aPatient({ unit })
  const nurse = await house.aMemberOfStaff({ unit, firstName: 'Nora', lastName: 'Nurse', roleTitle: 'PD nurse' })
  const dietitian = await house.aMemberOfStaff({ unit, firstName: 'Susan', lastName: 'Turner' })
  const [first, second] = [
    await house.aConversation([patient, nurse, dietitian]),
    await house.aConversation([patient, nurse]),
  ]
  await opened(nurse, first, `${day(0)}T09:00:00Z`)
  await opened(nurse, second, `${day(0)}T17:00:00Z`)
  await opened(dietitian, first, `${day(0)}T12:00:00Z`)
  // In summer time, half past midnight in London is still the day before in Greenwich.
  await opened(nurse, first, `${day(1)}T23:30:00Z`)
  await opened(nurse, first, `${day(2)}T08:00:00Z`)
  const tooOld = new Date(Date.now() - 366 * 86_400_000).toISOString()
  await opened(dietitian, first, tooOld)
  await house.as(patient).showConversation({ conversationId: first.id })
  const nora = { accountId: nurse.id, name: 'Nora Nurse', roleTitle: 'PD nurse' }
  const susan = { accountId: dietitian.id, name: 'Susan Turner', roleTitle: 'Dietitian' }
  const { openings, next } = await house.as(patient).listOpenings({})
  expect(openings).toEqual([
    { ...nora, day: day(2), lastAt: `${day(2)}T08:00:00.000Z`, conversations: 1 },
    { ...nora, day: day(0), lastAt: `${day(0)}T17:00:00.000Z`, conversations: 2 },
    { ...susan, day: day(0), lastAt: `${day(0)}T12:00:00.000Z`, conversations: 1 },
  ])
  expect(next).toBeNull()
})

test('what is opened now is there, whoever it was, and of nobody else’s conversations', async () => {
  const [patient, neighbour] = [await house.aPatient({ unit }), await house.aPatient({ unit })]
  const nurse = await house.aMemberOfStaff({ unit })
  const mine = await house.aConversation([patient, nurse])
  await house.aConversation([neighbour, nurse])
  expect((await house.as(patient).listOpenings({})).openings).toEqual([])
  await house.as(nurse).showConversation({ conversationId: mine.id })
  expect((await house.as(patient).listOpenings({})).openings).toMatchObject([{ accountId: nurse.id }])
  expect((await house.as(neighbour).listOpenings({})).openings).toEqual([])
  // Nobody watches their colleagues.
  await expect(house.as(nurse).listOpenings({})).rejects.toMatchObject({ status: 403 })
})

test('comes in pages, also when several were there in the same instant', async () => {
  const patient = await house.aPatient({ unit })
  const staff = await Promise.all(Array.from({ length: 7 }, () => house.aMemberOfStaff({ unit })))
  const conversation = await house.aConversation([patient, ...staff])
  for (const [n, one] of staff.entries()) await opened(one, conversation, `${day(n % 2)}T09:00:00.123456Z`)
  const all = (await house.as(patient).listOpenings({})).openings
  expect(all).toHaveLength(7)
  const paged = []
  let cursor: string | undefined
  do {
    const page = await house.as(patient).listOpenings({ limit: 2, cursor })
    paged.push(...page.openings)
    cursor = page.next ?? undefined
  } while (cursor)
  expect(paged).toEqual(all)
})
