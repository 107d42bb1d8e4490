/** One message per id, in one order, whoever sends how often and at once (R5). */
import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'
import { holding } from '../../test/holding.ts'
import { rows } from '../db/rows.ts'
import type { Message } from './contract.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const patient = await house.aPatient({ unit })
const nurse = await house.aMemberOfStaff({ unit, roleTitle: 'PD nurse' })
const doctor = await house.aMemberOfStaff({ unit, roleTitle: 'Consultant' })

async function messagesOf(conversationId: string): Promise<Message[]> {
  const { entries } = await house.as(patient).showConversation({ conversationId, limit: 200 })
  return entries.filter((entry) => entry.type === 'message')
}

test('50 retries at once store one message, and all are answered with it', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  const letter = { conversationId, id: newId(), text: 'Yes, two a day.', lastSeenSeq: 1 }
  const replies = await Promise.all(Array.from({ length: 50 }, () => house.as(nurse).sendMessage(letter)))
  for (const reply of replies) expect(reply).toEqual(replies[0])
  expect(replies[0]).toMatchObject({
    ...{ id: letter.id, seq: 2, text: letter.text, mine: true },
    author: { id: nurse.id, name: nurse.name, roleTitle: 'PD nurse', kind: 'staff' },
  })
  expect((await messagesOf(conversationId)).map(({ seq }) => seq)).toEqual([1, 2])
  const jobs = await rows(house.db, `select from graphile_worker._private_jobs where payload ->> 'messageId' = :id`, {
    id: letter.id,
  })
  expect(jobs).toHaveLength(1)
})

test('of two replies to the same last message one is refused, with the other', async () => {
  for (let round = 0; round < 10; round++) {
    const { id: conversationId } = await house.aConversation([patient, nurse, doctor])
    const [one, other] = [nurse, doctor].map((person) => ({ person, id: newId(), text: `From ${person.name}` }))
    const outcomes = await Promise.allSettled(
      [one!, other!].map(({ person, id, text }) =>
        house.as(person).sendMessage({ conversationId, id, text, lastSeenSeq: 1 }),
      ),
    )
    const stored = await messagesOf(conversationId)
    expect(stored).toHaveLength(2)
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(refused[0]!.reason).toMatchObject({
      ...{ status: 409, code: 'newerMessages' },
      newer: [expect.objectContaining({ id: stored[1]!.id, text: stored[1]!.text, mine: false })],
    })
  }
})

test('a refused reply goes through once its sender has seen what is new', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse, doctor])
  for (const [n, text] of ['One', 'Two'].entries())
    await house.as(doctor).sendMessage({ conversationId, id: newId(), text, lastSeenSeq: n + 1 })
  const letter = { conversationId, id: newId(), text: 'Mine', lastSeenSeq: 1 }
  await expect(house.as(nurse).sendMessage(letter)).rejects.toMatchObject({
    newer: [
      { text: 'One', seq: 2 },
      { text: 'Two', seq: 3 },
    ],
  })
  expect(await house.as(nurse).sendMessage({ ...letter, lastSeenSeq: 3 })).toMatchObject({ seq: 4 })
  // The answer got lost; the client tries again with what it knew.
  expect(await house.as(nurse).sendMessage({ ...letter, lastSeenSeq: 3 })).toMatchObject({ seq: 4 })
})

test('nobody has seen a message that does not exist yet', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  const sent = house.as(nurse).sendMessage({ conversationId, id: newId(), text: 'Yes', lastSeenSeq: 2 })
  await expect(sent).rejects.toMatchObject({ status: 422, fields: { lastSeenSeq: expect.any(String) } })
})

test('an id is used once: not for another text, another conversation or by another person', async () => {
  const first = await house.aConversation([patient, nurse, doctor])
  const second = await house.aConversation([patient, nurse])
  const letter = { conversationId: first.id, id: newId(), text: 'Yes', lastSeenSeq: 1 }
  await house.as(nurse).sendMessage(letter)
  const used = { status: 409, code: 'messageIdUsed' }
  await expect(house.as(nurse).sendMessage({ ...letter, text: 'No' })).rejects.toMatchObject(used)
  await expect(house.as(nurse).sendMessage({ ...letter, text: 'No', lastSeenSeq: 2 })).rejects.toMatchObject(used)
  await expect(house.as(doctor).sendMessage({ ...letter, lastSeenSeq: 2 })).rejects.toMatchObject(used)
  await expect(house.as(nurse).sendMessage({ ...letter, conversationId: second.id })).rejects.toMatchObject(used)
  expect(await messagesOf(second.id)).toHaveLength(1)
})

test('one id into two conversations at once is stored in one of them', async () => {
  const [first, second] = [await house.aConversation([patient, nurse]), await house.aConversation([patient, nurse])]
  const letter = { id: newId(), text: 'Yes', lastSeenSeq: 1 }
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) =>
      house.as(nurse).sendMessage({ ...letter, conversationId: n % 2 ? first.id : second.id }),
    ),
  )
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'messageIdUsed' })
  const stored = [...(await messagesOf(first.id)), ...(await messagesOf(second.id))]
  expect(stored.filter(({ id }) => id === letter.id)).toHaveLength(1)
  expect(stored).toHaveLength(3)
})

test('somebody who is added while a message is being sent has it in their inbox, unread', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  const adding = await holding(house.db, async (trx) => {
    // What adding a participant does, up to its commit.
    await trx.raw('select from conversations where id = ? for update', [conversationId])
    await trx.raw(
      `insert into participants (conversation_id, group_id, account_id, account_kind, last_seq)
       select id, group_id, ?, 'staff', last_seq from conversations where id = ?`,
      [doctor.id, conversationId],
    )
  })
  const sending = house.as(patient).sendMessage({ conversationId, id: newId(), text: 'It is worse', lastSeenSeq: 1 })
  await adding.untilWaiting()
  await adding.letGo()
  await sending
  const { conversations } = await house.as(doctor).listConversations()
  expect(conversations.find(({ id }) => id === conversationId)).toMatchObject({
    ...{ lastSeq: 2, unread: true },
    lastMessage: { excerpt: 'It is worse' },
  })
  await house.as(doctor).markRead({ conversationId, seq: 2 })
  expect(await house.as(doctor).showConversation({ conversationId })).toMatchObject({ lastReadSeq: 2, lastSeq: 2 })
})

const texts: Record<string, string> = {
  "O'Brien": "O'Brien",
  Núñez: 'Núñez and Smith-Jones',
  '%': '100 % _ \\ \\\\ %s %%',
  'SQL and bindings': `'; drop table messages; -- :text ? ?? $1 \${x} {{x}}`,
  markup: '<script>alert(1)</script> <b>bold</b> &amp; &lt; [link](http://example.org)',
  emoji: 'Thank you 🙏🏽 👩‍⚕️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  'other scripts': 'مرحبا — שלום — 你好 — ‏עברית',
  'lines and spaces': 'Dear nurse,\n\n\tone  two\n- three\n\nAnn',
  '10,000 characters': 'ÿ'.repeat(9_999) + '.',
  '10,000 emoji': '🫘'.repeat(10_000),
}

test.each(Object.entries(texts))('%s comes out as it went in', async (_, text) => {
  const subject = text.slice(0, 75).replace(/\s+/g, ' ').toWellFormed()
  const { id: conversationId } = await house.aConversation([patient, nurse], { subject, text })
  await house.as(nurse).sendMessage({ conversationId, id: newId(), text, lastSeenSeq: 1 })
  const shown = await house.as(patient).showConversation({ conversationId })
  expect(shown.subject).toBe(subject)
  expect(shown.entries.map((entry) => entry.text)).toEqual([text, text])
})

test('line ends, NUL and half characters are made whole, so that a retry is the same text', async () => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  const letter = { conversationId, id: newId(), text: ' a\r\nb\rc\u0000d\ud83d \n', lastSeenSeq: 1 }
  const sent = await house.as(nurse).sendMessage(letter)
  expect(sent.text).toBe('a\nb\ncd\ufffd')
  expect(await house.as(nurse).sendMessage(letter)).toEqual(sent)
})

test.each([
  ['', 'Enter your message'],
  [' \n\t ', 'Enter your message'],
  ['a'.repeat(10_001), 'Message must be 10,000 characters or fewer'],
  ['🫘'.repeat(10_001), 'Message must be 10,000 characters or fewer'],
])('a text that does not fit is refused beside the field', async (text, sentence) => {
  const { id: conversationId } = await house.aConversation([patient, nurse])
  const sent = house.as(nurse).sendMessage({ conversationId, id: newId(), text, lastSeenSeq: 1 })
  await expect(sent).rejects.toMatchObject({ status: 422, fields: { text: sentence } })
})
