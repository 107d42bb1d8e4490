/** Starting: separate copies for several patients, nothing twice, and nobody beside a patient who has no business there. */
import { describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const patient = await house.aPatient({ unit })
const neighbour = await house.aPatient({ unit })
const nurse = await house.aMemberOfStaff({ unit })
const doctor = await house.aMemberOfStaff({ unit })

function letter(...to: Person[]) {
  const recipientIds = to.map(({ id }) => id)
  return { groupId: unit.id, recipientIds, subject: 'A question', messageId: newId(), text: 'Hello' }
}

async function participantsOf(who: Person, conversationId: string): Promise<string[]> {
  const { participants } = await house.as(who).showConversation({ conversationId })
  return participants.map(({ id }) => id).toSorted()
}

const idsOf = (...people: Person[]) => people.map(({ id }) => id).toSorted()

test('50 retries of one start at once start one conversation for each patient', async () => {
  const beginning = letter(patient, neighbour, doctor)
  const starting = () => house.as(nurse).startConversation(beginning)
  // So that many have come as far as storing before the first can.
  const storing = await holding(house.db, (trx) => trx.raw('lock table messages in share mode'))
  const early = Array.from({ length: 10 }, starting)
  await storing.untilWaiting(10)
  await storing.letGo()
  const replies = await Promise.all([...early, ...Array.from({ length: 40 }, starting)])
  for (const reply of replies) expect(reply).toEqual(replies[0])
  expect(replies[0]!.conversations).toHaveLength(2)
  const [{ count }] = (await house.db('conversations').count()) as [{ count: number }]
  expect(count).toBe(2)
})

test('several patients get separate copies, with all the staff in each and no other patient', async () => {
  const { conversations } = await house.as(nurse).startConversation(letter(patient, neighbour, doctor, unit.contact!))
  expect(conversations.map(({ patientName }) => patientName).toSorted()).toEqual(
    [patient.name, neighbour.name].toSorted(),
  )
  for (const { id, patientName } of conversations) {
    const mine = patientName === patient.name ? patient : neighbour
    expect(await participantsOf(mine, id)).toEqual(idsOf(mine, nurse, doctor, unit.contact!))
    const other = mine === patient ? neighbour : patient
    await expect(house.as(other).showConversation({ conversationId: id })).rejects.toMatchObject({ status: 404 })
  }
})

test('choosing somebody twice is choosing them once', async () => {
  const { conversations } = await house.as(patient).startConversation(letter(nurse, nurse))
  expect(await participantsOf(patient, conversations[0]!.id)).toEqual(idsOf(patient, nurse))
})

test('it is unread for everybody but its author', async () => {
  const { id } = await house.aConversation([patient, nurse, doctor])
  const unreadFor = async (person: Person) =>
    (await house.as(person).listConversations()).conversations.find((one) => one.id === id)!.unread
  expect([await unreadFor(patient), await unreadFor(nurse), await unreadFor(doctor)]).toEqual([false, true, true])
})

describe('an id that was used', () => {
  const used = { status: 409, code: 'messageIdUsed' }

  test('starts nothing else', async () => {
    const beginning = letter(nurse)
    await house.as(patient).startConversation(beginning)
    for (const change of [{ text: 'Another text' }, { subject: 'Another subject' }])
      await expect(house.as(patient).startConversation({ ...beginning, ...change })).rejects.toMatchObject(used)
    await expect(
      house.as(doctor).startConversation({ ...beginning, recipientIds: [patient.id] }),
    ).rejects.toMatchObject(used)
  })

  test('does not write to one person twice when others are chosen as well', async () => {
    const beginning = letter(patient)
    await house.as(nurse).startConversation(beginning)
    const more = house.as(nurse).startConversation({ ...beginning, recipientIds: [patient.id, neighbour.id] })
    await expect(more).rejects.toMatchObject(used)
  })

  test('does not write to one person twice when fewer are chosen', async () => {
    const beginning = letter(patient, neighbour)
    await house.as(nurse).startConversation(beginning)
    const fewer = house.as(nurse).startConversation({ ...beginning, recipientIds: [patient.id] })
    await expect(fewer).rejects.toMatchObject(used)
  })

  test('does not pretend that somebody got it who did not', async () => {
    const beginning = letter(nurse)
    await house.as(patient).startConversation(beginning)
    const others = house.as(patient).startConversation({ ...beginning, recipientIds: [nurse.id, doctor.id] })
    await expect(others).rejects.toMatchObject(used)
  })

  test('of a reply starts nothing', async () => {
    const { id: conversationId } = await house.aConversation([patient, nurse])
    const { id } = await house.as(nurse).sendMessage({ conversationId, id: newId(), text: 'Hello', lastSeenSeq: 1 })
    const started = house.as(nurse).startConversation({ ...letter(patient), messageId: id })
    await expect(started).rejects.toMatchObject(used)
  })
})

describe('nobody gets beside a patient', () => {
  test('who is staff of another unit only', async () => {
    const stranger = await house.aMemberOfStaff()
    for (const [writer, ...to] of [
      [patient, stranger],
      [nurse, patient, stranger],
      [stranger, patient],
    ] as const)
      await expect(house.as(writer).startConversation(letter(...to))).rejects.toMatchObject({ status: 404 })
  })

  test('through a unit that only the staff share', async () => {
    const elsewhere = await house.aUnit()
    const both = await house.aMemberOfStaff({ unit })
    await house.joins(both, elsewhere, { recipient: true })
    const stranger = await house.aMemberOfStaff({ unit: elsewhere })
    const started = house.as(both).startConversation({ ...letter(patient, stranger), groupId: elsewhere.id })
    await expect(started).rejects.toMatchObject({ status: 404, code: 'notARecipient' })
  })

  test('who is a patient, too', async () => {
    await expect(house.as(patient).startConversation(letter(neighbour))).rejects.toMatchObject({
      code: 'notARecipient',
    })
    await expect(house.as(patient).startConversation(letter(nurse, neighbour))).rejects.toMatchObject({
      code: 'notARecipient',
    })
  })
})

test.each([
  [{ recipientIds: [] }, { recipientIds: 'Choose who to write to' }],
  [{ recipientIds: Array.from({ length: 51 }, newId) }, { recipientIds: 'Choose at most 50 people' }],
  [{ subject: '  ' }, { subject: 'Enter a subject' }],
  [{ subject: 'a'.repeat(151) }, { subject: 'Subject must be 150 characters or fewer' }],
  [
    { subject: '', text: '' },
    { subject: 'Enter a subject', text: 'Enter your message' },
  ],
])('what does not fit is refused beside the field: %o', async (change, fields) => {
  const started = house.as(nurse).startConversation({ ...letter(patient), ...change })
  await expect(started).rejects.toMatchObject({ status: 422, code: 'badInput', fields })
})
