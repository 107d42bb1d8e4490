/** Messages to one person in one conversation within a few minutes are one e-mail, and each delivery says so. */
import { beforeEach, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf } from '../../test/postOffice.ts'
import { rows } from '../db/rows.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const { mailbox } = post
const unit = await house.aUnit()
const nurse = await house.aMemberOfStaff({ unit })
beforeEach(() => {
  mailbox.clear()
  mailbox.acceptAll()
})

async function aTalk() {
  const patient = await house.aPatient({ unit })
  const { id: conversationId, messageId: first } = await house.aConversation([nurse, patient])
  let seen = 1
  const say = async (by: Person = nurse) => {
    const id = newId()
    await house.as(by).sendMessage({ conversationId, id, text: 'And one more thing', lastSeenSeq: seen++ })
    return id
  }
  const to = (messageId: string) => post.deliveryTo(patient, messageId)
  /** As if everything so far had been sent earlier. */
  const passes = async (interval: string) => {
    await rows(house.db, 'alter table messages disable trigger append_only')
    await rows(
      house.db,
      `update messages set sent_at = sent_at - cast(:interval as interval) where conversation_id = :conversationId`,
      { interval, conversationId },
    )
    await rows(house.db, 'alter table messages enable trigger append_only')
  }
  return { patient, conversationId, first, say, to, passes }
}
const mailsTo = (person: Person) => mailbox.messages().filter(({ envelope }) => envelope.to[0] === emailOf(person))

test('the first goes at once; the others are folded into it, before and after it was handed over', async () => {
  const { patient, first, say, to } = await aTalk()
  const second = await say()
  await post.workOff()
  const third = await say()
  await post.workOff()
  expect(mailsTo(patient)).toHaveLength(1)
  const [one, ...others] = [await to(first), await to(second), await to(third)]
  const leader = [one, ...others].find(({ state }) => state === 'handed_over')!
  for (const folded of [one, ...others].filter((delivery) => delivery !== leader))
    expect(folded).toMatchObject({
      ...{ state: 'suppressed', reason: 'folded into another', foldedInto: leader.id },
      ...{ address: null, nextTryAt: null, attempts: 0 },
    })
  expect(others).toHaveLength(2)
})

test('whichever of several at once is first, it is one', async () => {
  const { patient, first, say, to } = await aTalk()
  const ids = [first, await say(), await say(), await say(), await say()]
  await Promise.all(ids.map((messageId) => post.jobs.notifyOfMessage({ messageId })))
  await post.workOff()
  expect(mailsTo(patient)).toHaveLength(1)
  const states = await Promise.all(ids.map(async (id) => (await to(id)).state))
  expect(states.toSorted()).toEqual(['handed_over', ...Array<string>(4).fill('suppressed')])
})

test('after five minutes the next e-mail goes, although nothing was read', async () => {
  const { patient, say, passes } = await aTalk()
  await post.workOff()
  await passes('4 minutes 50 seconds')
  await say()
  await post.workOff()
  expect(mailsTo(patient)).toHaveLength(1)
  await passes('20 seconds')
  await say()
  await post.workOff()
  expect(mailsTo(patient)).toHaveLength(2)
})

test('who has read what led the burst is told of the next', async () => {
  const { patient, conversationId, say } = await aTalk()
  await post.workOff()
  await house.as(patient).markRead({ conversationId, seq: 1 })
  await say()
  await post.workOff()
  expect(mailsTo(patient)).toHaveLength(2)
})

test('each conversation and each person has bursts of their own', async () => {
  const patient = await house.aPatient({ unit })
  const doctor = await house.aMemberOfStaff({ unit })
  const { id: conversationId } = await house.aConversation([nurse, patient])
  await house.aConversation([nurse, patient])
  await post.workOff()
  await house.as(nurse).addParticipant({ conversationId, accountId: doctor.id })
  await house.as(patient).sendMessage({ conversationId, id: newId(), text: 'Thank you', lastSeenSeq: 1 })
  await post.workOff()
  expect([mailsTo(patient).length, mailsTo(doctor).length, mailsTo(nurse).length]).toEqual([2, 1, 1])
})

test('what failed or came back leads no burst', async () => {
  const { patient, say, to } = await aTalk()
  mailbox.refuse({ code: 550, address: emailOf(patient) })
  await post.workOff()
  mailbox.acceptAll()
  const next = await say()
  await post.workOff()
  expect(await to(next)).toMatchObject({ state: 'handed_over', foldedInto: null })
})
