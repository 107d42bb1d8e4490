/** Who comes into a conversation, who goes, and that access goes with them (R4). */
import { describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const elsewhere = await house.aUnit()
const patient = await house.aPatient({ unit })
const neighbour = await house.aPatient({ unit })
const nurse = await house.aMemberOfStaff({ unit, firstName: 'Norma', lastName: 'Nurse' })
const doctor = await house.aMemberOfStaff({ unit })
const stranger = await house.aMemberOfStaff({ unit: elsewhere })

const add = (by: Person, conversationId: string, { id }: { id: string }) =>
  house.as(by).addParticipant({ conversationId, accountId: id })
const leave = (who: Person, conversationId: string) => house.as(who).leaveConversation({ conversationId })
const show = (who: Person, conversationId: string) => house.as(who).showConversation({ conversationId })
const noticesOf = async (who: Person, conversationId: string) =>
  (await show(who, conversationId)).entries.filter(({ type }) => type === 'notice').map(({ text }) => text)

async function expectNoAccess(who: Person, conversationId: string): Promise<void> {
  const client = house.as(who)
  const attempts = [
    client.showConversation({ conversationId }),
    client.sendMessage({ conversationId, id: newId(), text: 'Hello', lastSeenSeq: 1 }),
    client.markRead({ conversationId, seq: 1 }),
    client.archiveConversation({ conversationId }),
    client.unarchiveConversation({ conversationId }),
    client.leaveConversation({ conversationId }),
    client.addParticipant({ conversationId, accountId: who.id }),
    client.addParticipant({ conversationId, accountId: doctor.id }),
  ]
  const notFound = { status: 404, code: 'notFound' }
  await Promise.all(attempts.map((attempt) => expect(attempt).rejects.toMatchObject(notFound)))
  for (const view of ['inbox', 'unread', 'archived', 'all'] as const) {
    const { conversations } = await client.listConversations({ view, limit: 100 })
    expect(conversations.map(({ id }) => id)).not.toContain(conversationId)
  }
}

describe('adding', () => {
  test('a colleague sees the history and has it unread; a notice says who added them', async () => {
    const { id } = await house.aConversation([patient, nurse])
    await add(nurse, id, doctor)
    expect((await show(doctor, id)).entries.map(({ text }) => text)).toEqual([
      'May I eat bananas?',
      `${doctor.name} (${doctor.roleTitle}) was added by Norma Nurse (${nurse.roleTitle}).`,
    ])
    const { conversations } = await house.as(doctor).listConversations({ view: 'unread' })
    expect(conversations.map((line) => line.id)).toContain(id)
    expect(await noticesOf(patient, id)).toEqual([
      `${doctor.name} (${doctor.roleTitle}) was added by Norma Nurse (${nurse.roleTitle}).`,
    ])
  })

  test('a patient adds a member of staff whom they could write to', async () => {
    const { id } = await house.aConversation([patient, nurse])
    await add(patient, id, doctor)
    expect((await show(doctor, id)).participants).toHaveLength(3)
  })

  test('the same colleague twice at once adds them once', async () => {
    const { id } = await house.aConversation([patient, nurse])
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => add(n % 2 ? nurse : patient, id, doctor)),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ status: 409, code: 'alreadyTakingPart' })
    expect(await noticesOf(nurse, id)).toHaveLength(1)
  })

  test('nobody who is not in the adder’s recipient list; all answered alike', async () => {
    const withPatient = await house.aConversation([patient, nurse])
    const amongStaff = await house.aConversation([nurse, unit.contact!])
    const notRecipient = await house.aMemberOfStaff({ unit, recipient: false })
    const former = await house.aMemberOfStaff({ unit })
    await house.leavesUnit(former, unit)
    const closed = await house.aMemberOfStaff({ unit })
    await house.closes(closed)
    const wrong = [neighbour, stranger, notRecipient, former, closed, nurse, { id: newId() }]
    for (const { id } of [withPatient, amongStaff])
      for (const person of wrong)
        await expect(add(nurse, id, person)).rejects.toMatchObject({
          ...{ status: 404, code: 'notARecipient' },
          fields: { accountId: 'Choose somebody else' },
        })
    await expect(add(nurse, amongStaff.id, patient)).rejects.toMatchObject({ code: 'notARecipient' })
    await expect(add(patient, withPatient.id, neighbour)).rejects.toMatchObject({ code: 'notARecipient' })
    expect(await noticesOf(nurse, withPatient.id)).toEqual([])
  })

  test('beside a patient only staff of the patient’s units, also when the adder works in another as well', async () => {
    const both = await house.aMemberOfStaff({ unit })
    await house.joins(both, elsewhere)
    const { id } = await house.aConversation([patient, both])
    await expect(add(both, id, stranger)).rejects.toMatchObject({ code: 'notARecipient' })
    const amongStaff = await house.aConversation([both, nurse])
    await add(both, amongStaff.id, stranger)
    expect((await show(stranger, amongStaff.id)).participants).toHaveLength(3)
  })
})

describe('leaving', () => {
  test('ends access; a notice says so, and the name stays', async () => {
    const { id } = await house.aConversation([patient, nurse, doctor])
    await leave(nurse, id)
    await expectNoAccess(nurse, id)
    expect(await noticesOf(patient, id)).toEqual([`Norma Nurse (${nurse.roleTitle}) left the conversation.`])
    const { participants } = await show(patient, id)
    expect(participants.find((one) => one.id === nurse.id)).toMatchObject({ left: true, name: 'Norma Nurse' })
  })

  test('not the last member of staff beside a patient, and never the patient', async () => {
    const { id } = await house.aConversation([patient, nurse])
    await expect(leave(nurse, id)).rejects.toMatchObject({ status: 409, code: 'lastMemberOfStaff' })
    await expect(leave(patient, id)).rejects.toMatchObject({ status: 403, code: 'notAllowed' })
    expect((await show(nurse, id)).can).toMatchObject({ leave: false, reply: true })
  })

  test('not beside a colleague whose account is closed, who is nobody to write to', async () => {
    const gone = await house.aMemberOfStaff({ unit })
    const { id } = await house.aConversation([patient, nurse, gone])
    await house.db('accounts').where({ id: gone.id }).update({ closedAt: new Date() })
    await expect(leave(nurse, id)).rejects.toMatchObject({ code: 'lastMemberOfStaff' })
    const { can, participants } = await show(patient, id)
    expect(can.reply).toBe(true)
    expect(participants.find((one) => one.id === gone.id)).toMatchObject({ left: true })
  })

  test('while opening and archiving meets no deadlock', async () => {
    for (let round = 0; round < 15; round++) {
      const { id: conversationId } = await house.aConversation([patient, nurse, doctor])
      const outcomes = await Promise.allSettled([
        house.as(nurse).markRead({ conversationId, seq: 1 }),
        house.as(nurse).archiveConversation({ conversationId }),
        leave(nurse, conversationId),
      ])
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ status: 404 })
    }
  })

  test('of the last two at once only one may go', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await house.aConversation([patient, nurse, doctor])
      const outcomes = await Promise.allSettled([leave(nurse, id), leave(doctor, id)])
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      expect((await show(patient, id)).participants.filter(({ left }) => left)).toHaveLength(1)
    }
  })

  test('and coming back: the whole history, what is new is unread, what was read stays read', async () => {
    const { id } = await house.aConversation([patient, nurse, doctor])
    await house.as(nurse).markRead({ conversationId: id, seq: 1 })
    await leave(nurse, id)
    await house.as(patient).sendMessage({ conversationId: id, id: newId(), text: 'Anybody?', lastSeenSeq: 1 })
    await add(doctor, id, nurse)
    expect(await show(nurse, id)).toMatchObject({ lastReadSeq: 1, lastSeq: 2, archived: false })
    expect((await show(nurse, id)).entries.map(({ text }) => text)).toEqual([
      'May I eat bananas?',
      `Norma Nurse (${nurse.roleTitle}) left the conversation.`,
      'Anybody?',
      `Norma Nurse (${nurse.roleTitle}) was added by ${doctor.name} (${doctor.roleTitle}).`,
    ])
    await house.as(nurse).sendMessage({ conversationId: id, id: newId(), text: 'I am back', lastSeenSeq: 2 })
  })
})

describe('the end of a membership', () => {
  test('ends access to conversations with the unit’s patients', async () => {
    const leaver = await house.aMemberOfStaff({ unit })
    const { id } = await house.aConversation([patient, leaver])
    await house.leavesUnit(leaver, unit)
    await expectNoAccess(leaver, id)
    expect((await show(patient, id)).can.reply).toBe(false)
  })

  test('but not while another unit is shared with the patient', async () => {
    const mover = await house.aMemberOfStaff({ unit })
    await house.joins(mover, elsewhere)
    const inBoth = await house.aPatient({ unit })
    await house.joins(inBoth, elsewhere)
    const [shared, other] = [await house.aConversation([inBoth, mover]), await house.aConversation([patient, mover])]
    await house.leavesUnit(mover, unit)
    expect((await show(mover, shared.id)).can.reply).toBe(true)
    await expectNoAccess(mover, other.id)
    await house.leavesUnit(mover, elsewhere)
    await expectNoAccess(mover, shared.id)
  })

  test('a unit that the patient has left is not shared any more', async () => {
    const mover = await house.aMemberOfStaff({ unit })
    await house.joins(mover, elsewhere)
    const former = await house.aPatient({ unit })
    await house.joins(former, elsewhere)
    const { id } = await house.aConversation([former, mover])
    await house.leavesUnit(former, elsewhere)
    await house.leavesUnit(mover, unit)
    await expectNoAccess(mover, id)
  })

  test('the last one ends conversations among staff as well', async () => {
    const leaver = await house.aMemberOfStaff({ unit })
    const { id } = await house.aConversation([leaver, nurse])
    await house.leavesUnit(leaver, unit)
    await expectNoAccess(leaver, id)
  })
})

describe('the end of a membership at the very moment', () => {
  test('when somebody writes to the leaver', async () => {
    const leaver = await house.aMemberOfStaff({ unit })
    const messageId = newId()
    const start = await holding(house.db, (trx) =>
      trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`start ${messageId}`]),
    )
    const beginning = {
      groupId: unit.id,
      recipientIds: [nurse.id, leaver.id],
      subject: 'Hello',
      messageId,
      text: 'Hello',
    }
    const starting = house.as(patient).startConversation(beginning)
    // Whether it succeeds or not: what matters is who is in the conversation afterwards.
    const settled = Promise.allSettled([starting])
    await start.untilWaiting()
    const leaving = house.leavesUnit(leaver, unit)
    // Either the leaver has gone by now, or has to wait until the conversation is there.
    await Promise.race([leaving, start.untilWaiting(2)])
    await start.letGo()
    await Promise.all([settled, leaving])
    expect((await house.as(leaver).listConversations({ view: 'all' })).conversations).toEqual([])
  })
})

describe('a conversation of other people', () => {
  test.each([
    ['a patient of the same unit', neighbour],
    ['staff of the same unit', doctor],
    ['the unit admin', unit.contact!],
    ['staff of another unit', stranger],
  ])('does not exist for %s', async (_, outsider) => {
    const { id } = await house.aConversation([patient, nurse])
    await expectNoAccess(outsider, id)
  })

  test('patients learn a name and a role title of staff, and nothing of themselves that staff see', async () => {
    const { id } = await house.aConversation([nurse, patient])
    const seen = await show(patient, id)
    expect(seen).toMatchObject({ patient: null, openedByPatient: null })
    const shown = ['away', 'id', 'kind', 'left', 'name', 'reach', 'roleTitle']
    expect(Object.keys(seen.participants[0]!).toSorted()).toEqual(shown)
    expect(seen.participants.map(({ reach }) => reach)).toEqual([null, null])
    expect(JSON.stringify(seen)).not.toMatch(/1961-03-09|example\.org|\b4\d{9}\b/)
  })
})
