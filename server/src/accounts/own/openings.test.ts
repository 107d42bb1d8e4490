/** Who has opened my conversations. */
import { expect, test } from 'vitest'
import { aServer } from '../../../test/as.ts'
import type { Person } from '../../../test/build.ts'
import { aDatabase } from '../../../test/database.ts'
import { rows } from '../../db/rows.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()

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
  await opened(nurse, first, '2026-03-02T09:00:00Z')
  await opened(nurse, second, '2026-03-02T17:00:00Z')
  await opened(dietitian, first, '2026-03-02T12:00:00Z')
  // In summer time, half past midnight in London is still the day before in Greenwich.
  await opened(nurse, first, '2026-06-30T23:30:00Z')
  await opened(nurse, first, '2026-07-01T08:00:00Z')
  await house.as(patient).showConversation({ conversationId: first.id })
  const nora = { accountId: nurse.id, name: 'Nora Nurse', roleTitle: 'PD nurse' }
  const susan = { accountId: dietitian.id, name: 'Susan Turner', roleTitle: 'Dietitian' }
  const { openings, next } = await house.as(patient).listOpenings({})
  expect(openings).toEqual([
    { ...nora, day: '2026-07-01', lastAt: '2026-07-01T08:00:00.000Z', conversations: 1 },
    { ...nora, day: '2026-03-02', lastAt: '2026-03-02T17:00:00.000Z', conversations: 2 },
    { ...susan, day: '2026-03-02', lastAt: '2026-03-02T12:00:00.000Z', conversations: 1 },
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
  // A colleague sees it of theirs as well, and not themselves.
  expect((await house.as(nurse).listOpenings({})).openings).toEqual([])
})

test('comes in pages, also when several were there in the same instant', async () => {
  const patient = await house.aPatient({ unit })
  const staff = await Promise.all(Array.from({ length: 7 }, () => house.aMemberOfStaff({ unit })))
  const conversation = await house.aConversation([patient, ...staff])
  for (const [n, one] of staff.entries()) await opened(one, conversation, `2026-03-0${1 + (n % 2)}T09:00:00.123456Z`)
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
