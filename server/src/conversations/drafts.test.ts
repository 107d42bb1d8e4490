/** What somebody is writing is kept, for them alone. */
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const patient = await house.aPatient({ unit })
const nurse = await house.aMemberOfStaff({ unit })

test('is there again, in the conversation and for a new one, and nobody else’s', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  const messageId = newId()
  const text = '  half a\n sentence '
  await house.as(patient).saveDraft({ draftId: conversationId, text, messageId })
  await house.as(patient).saveDraft({ draftId: unit.id, subject: 'New', text: 'Dear', messageId })
  const { showDraft, showConversation } = house.as(patient)
  expect((await showConversation({ conversationId })).draft).toEqual({ text, messageId })
  expect((await showDraft({ draftId: conversationId })).draft).toEqual({ subject: '', text, messageId })
  expect((await showDraft({ draftId: unit.id })).draft).toEqual({ subject: 'New', text: 'Dear', messageId })
  for (const draftId of [conversationId, unit.id])
    expect(await house.as(nurse).showDraft({ draftId })).toEqual({ draft: null })
  expect((await house.as(nurse).showConversation({ conversationId })).draft).toBeNull()
  await house.as(nurse).saveDraft({ draftId: conversationId, text: 'The nurse’s', messageId: newId() })
  expect((await showDraft({ draftId: conversationId })).draft).toMatchObject({ text })
})

test('is forgotten when it is sent, or emptied', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  const messageId = newId()
  const draft = async (draftId: string) => (await house.as(patient).showDraft({ draftId })).draft
  await house.as(patient).saveDraft({ draftId: conversationId, text: 'Hello', messageId })
  await house.as(patient).sendMessage({ conversationId, id: messageId, text: 'Hello', lastSeenSeq: 1 })
  expect(await draft(conversationId)).toBeNull()
  // Saved by a page that was slower than the button.
  await house.as(patient).saveDraft({ draftId: conversationId, text: 'Hello', messageId })
  expect(await draft(conversationId)).toBeNull()
  await house.as(patient).saveDraft({ draftId: unit.id, subject: 'A', text: 'B', messageId: newId() })
  await house.as(patient).saveDraft({ draftId: unit.id, subject: ' ', text: '', messageId: newId() })
  expect(await draft(unit.id)).toBeNull()
})

test('does not come back when saving crossed with sending', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  for (let round = 0; round < 10; round++) {
    const messageId = newId()
    const { lastSeq } = await house.as(patient).showConversation({ conversationId })
    await Promise.all([
      house.as(patient).sendMessage({ conversationId, id: messageId, text: 'Hello', lastSeenSeq: lastSeq }),
      house.as(patient).saveDraft({ draftId: conversationId, text: 'Hello', messageId }),
    ])
    expect((await house.as(patient).showConversation({ conversationId })).draft).toBeNull()
  }
})

test('for a new conversation is forgotten when that starts', async () => {
  const messageId = newId()
  await house.as(patient).saveDraft({ draftId: unit.id, subject: 'A', text: 'B', messageId })
  const letter = { groupId: unit.id, recipientIds: [nurse.id], subject: 'A', messageId, text: 'B' }
  await house.as(patient).startConversation(letter)
  expect(await house.as(patient).showDraft({ draftId: unit.id })).toEqual({ draft: null })
})

const limits = {
  'that was left alone too long': { idleEndsAt: `now() - interval '1 hour'` },
  'that reached its absolute limit': { endsAt: `now() - interval '1 hour'` },
}
test.each(Object.entries(limits))('can still be saved, but not read, by a session %s', async (_, ended) => {
  const draftId = newId()
  const headers = { authorization: `Bearer ${await house.aSession(patient, ended)}` }
  const saved = await house.ask('saveDraft', { draftId, text: 'Nearly', messageId: newId() }, headers)
  expect(saved.status).toBe(204)
  expect((await house.ask('showDraft', { draftId }, headers)).status).toBe(401)
  expect((await house.as(patient).showDraft({ draftId })).draft).toMatchObject({ text: 'Nearly' })
})

test('cannot be saved after signing out', async () => {
  const token = await house.aSession(patient)
  const headers = { authorization: `Bearer ${token}` }
  expect((await house.ask('signOut', {}, headers)).status).toBe(204)
  const draftId = newId()
  expect((await house.ask('saveDraft', { draftId, text: 'No', messageId: newId() }, headers)).status).toBe(401)
  expect(await house.as(patient).showDraft({ draftId })).toEqual({ draft: null })
})

test('a text that is too long to be sent is kept all the same', async () => {
  const text = 'é'.repeat(20_000)
  await house.as(patient).saveDraft({ draftId: unit.id, subject: 's'.repeat(400), text, messageId: newId() })
  expect((await house.as(patient).showDraft({ draftId: unit.id })).draft).toMatchObject({ text })
})

test('a text that is far too long is refused beside the field', async () => {
  const saved = house.as(patient).saveDraft({ draftId: unit.id, text: 'a'.repeat(30_001), messageId: newId() })
  await expect(saved).rejects.toMatchObject({ status: 422, fields: { text: expect.stringMatching(/^[A-Z]/) } })
})
