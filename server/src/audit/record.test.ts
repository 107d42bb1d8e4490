/** Everything that is done or read is on record, by the transaction that did it, and nothing that did not happen (R15). */
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { rows } from '../db/rows.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const patient = await house.aPatient({ unit, lastName: 'Verysecretname' })
const nurse = await house.aMemberOfStaff({ unit })
const doctor = await house.aMemberOfStaff({ unit })

interface Recorded {
  action: string
  accountId: string
  sessionId: string | null
  conversationId: string | null
  groupId: string | null
  detail: Record<string, unknown>
  requestId: string
  transaction: string
}

async function lastId(): Promise<number> {
  const [last] = await rows<{ id: number }>(house.db, 'select coalesce(max(id), 0) as id from audit')
  return last!.id
}

/** What is on record since, and by which transaction. */
async function recordedSince(id: number): Promise<Recorded[]> {
  return rows<Recorded>(
    house.db,
    `select action, account_id as "accountId", session_id as "sessionId", conversation_id as "conversationId",
            group_id as "groupId", detail, request_id as "requestId", cast(xmin as text) as transaction
       from audit where id > :id order by id`,
    { id },
  )
}

async function recording(work: () => Promise<unknown>): Promise<Recorded[]> {
  const before = await lastId()
  await work()
  return recordedSince(before)
}

/** The transaction that last wrote a row. */
async function writerOf(table: string, condition: string, bindings: Record<string, unknown>): Promise<string> {
  const [row] = await rows<{ xmin: string }>(
    house.db,
    `select cast(xmin as text) as xmin from ${table} where ${condition}`,
    bindings,
  )
  return row!.xmin
}

test('starting and sending', async () => {
  let conversationId = ''
  const records = await recording(async () => (conversationId = (await house.aConversation([patient, nurse])).id))
  expect(records).toMatchObject([
    { action: 'conversation.started', accountId: patient.id, conversationId, groupId: unit.id },
    { action: 'message.sent', accountId: patient.id, conversationId, detail: { messageId: expect.any(String) } },
  ])
  const writer = await writerOf('conversations', 'id = :conversationId', { conversationId })
  for (const one of records) {
    expect(one.transaction).toBe(writer)
    expect(one.sessionId).toMatch(/-/)
    expect(one.requestId).toMatch(/-/)
  }

  const id = newId()
  const letter = { conversationId, id, text: 'Yes', lastSeenSeq: 1 }
  const [sent, ...more] = await recording(() => house.as(nurse).sendMessage(letter))
  expect(more).toEqual([])
  expect(sent).toMatchObject({ action: 'message.sent', accountId: nurse.id, conversationId, detail: { messageId: id } })
  expect(sent!.transaction).toBe(await writerOf('messages', 'id = :id', { id }))
  // The retry changed nothing.
  expect(await recording(() => house.as(nurse).sendMessage(letter))).toEqual([])
})

test('reading, archiving, adding and leaving', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  const client = house.as(nurse)
  const line = () =>
    writerOf('participants', 'conversation_id = :conversationId and account_id = :id', { conversationId, id: nurse.id })
  const newcomer = () =>
    writerOf('participants', 'conversation_id = :conversationId and account_id = :id', {
      conversationId,
      id: doctor.id,
    })
  const deeds = [
    [() => client.showConversation({ conversationId }), 'conversation.opened', undefined],
    [() => client.markRead({ conversationId, seq: 1 }), 'message.read', line],
    [() => client.archiveConversation({ conversationId }), 'conversation.archived', line],
    [() => client.unarchiveConversation({ conversationId }), 'conversation.unarchived', line],
    [() => client.addParticipant({ conversationId, accountId: doctor.id }), 'participant.added', newcomer],
    [() => client.leaveConversation({ conversationId }), 'conversation.left', line],
  ] as const
  for (const [deed, action, writer] of deeds) {
    const records = await recording(deed)
    expect(records).toMatchObject([{ action, accountId: nurse.id, conversationId }])
    if (writer) expect(records[0]!.transaction).toBe(await writer())
  }
})

test('looking through patients, and searching', async () => {
  expect(
    await recording(() => house.as(nurse).listRecipients({ groupId: unit.id, filter: 'Verysecretname' })),
  ).toMatchObject([{ action: 'recipients.listed', accountId: nurse.id, groupId: unit.id }])
  expect(await recording(() => house.as(nurse).listConversations({ search: 'Verysecretname' }))).toMatchObject([
    { action: 'conversations.searched', accountId: nurse.id, detail: { found: expect.any(Number) } },
  ])
})

test('doing again what is done already changes nothing and leaves no record', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  await house.as(nurse).markRead({ conversationId, seq: 1 })
  await house.as(nurse).archiveConversation({ conversationId })
  expect(await recording(() => house.as(nurse).markRead({ conversationId, seq: 1 }))).toEqual([])
  expect(await recording(() => house.as(nurse).archiveConversation({ conversationId }))).toEqual([])
})

test('what is refused leaves no record', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  const stranger = await house.aMemberOfStaff()
  const letter = { conversationId, id: newId(), text: 'Hello', lastSeenSeq: 0 }
  const start = { groupId: unit.id, recipientIds: [stranger.id], subject: 'A', messageId: newId(), text: 'B' }
  const records = await recording(async () => {
    const refused = [
      house.as(nurse).sendMessage(letter),
      house.as(stranger).showConversation({ conversationId }),
      house.as(stranger).sendMessage({ ...letter, lastSeenSeq: 1 }),
      house.as(stranger).markRead({ conversationId, seq: 1 }),
      house.as(nurse).leaveConversation({ conversationId }),
      house.as(patient).leaveConversation({ conversationId }),
      house.as(nurse).addParticipant({ conversationId, accountId: stranger.id }),
      house.as(nurse).addParticipant({ conversationId, accountId: patient.id }),
      house.as(nurse).startConversation(start),
    ]
    await Promise.all(refused.map((attempt) => expect(attempt).rejects.toMatchObject({ name: 'ApiProblem' })))
  })
  expect(records).toEqual([])
})

test('no name and no text is ever in it', async () => {
  const details = await rows<{ detail: unknown }>(house.db, 'select detail from audit')
  expect(details.length).toBeGreaterThan(10)
  expect(JSON.stringify(details)).not.toMatch(/Verysecret|bananas|Hello/i)
})
