/** R6: who is told that something waits, by whose name, and with which link. */
import { beforeEach, describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice, emailOf, publicUrl } from '../../test/postOffice.ts'
import { notify } from './notify.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const unit = await house.aUnit()
const patient = await house.aPatient({ unit, firstName: 'Lionel', lastName: 'Campbell' })
const nurse = await house.aMemberOfStaff({ unit, firstName: 'Norma', lastName: 'Nurse' })
const doctor = await house.aMemberOfStaff({ unit })
beforeEach(() => post.mailbox.clear())

const send = async (by: Person, conversationId: string, lastSeenSeq: number) => {
  const id = newId()
  await house.as(by).sendMessage({ conversationId, id, text: 'Hello', lastSeenSeq })
  return id
}
/** Whoever has not read the first of a burst needs no second e-mail. */
const reads = (person: Person, conversationId: string) => house.as(person).markRead({ conversationId, seq: 1 })
const add = (by: Person, conversationId: string, { id }: Person) =>
  house.as(by).addParticipant({ conversationId, accountId: id })
/** To whom mail went, by what was said to the mail server. */
const recipients = () => post.mailbox.messages().map(({ envelope }) => envelope.to)
const only = (...people: Person[]) => people.map((person) => [emailOf(person)]).toSorted()
const staffNotices = async (by: Person, conversationId: string) => {
  const { entries } = await house.as(by).showConversation({ conversationId, limit: 200 })
  return entries.filter(({ text }) => text.includes('e-mailed')).map(({ text }) => text)
}

describe('one e-mail with one envelope recipient', () => {
  test('to every other participant, never to the author', async () => {
    const { id } = await house.aConversation([patient, nurse, doctor])
    await post.workOff()
    expect(recipients().toSorted()).toEqual(only(nurse, doctor))
    post.mailbox.clear()
    await reads(doctor, id)
    await send(nurse, id, 1)
    await post.workOff()
    expect(recipients().toSorted()).toEqual(only(patient, doctor))
    for (const mail of post.mailbox.messages()) {
      expect(mail.to).toBe(mail.envelope.to[0])
      expect(mail.headers.map(({ name }) => name.toLowerCase())).not.toEqual(expect.arrayContaining(['cc', 'bcc']))
    }
  })

  test('in each patient’s own copy', async () => {
    const others = [await house.aPatient({ unit }), await house.aPatient({ unit })]
    await house.aConversation([nurse, patient, ...others])
    await post.workOff()
    expect(recipients().toSorted()).toEqual(only(patient, ...others))
    expect(new Set(post.mailbox.messages().map(({ text }) => /conversations\/(\S+)/.exec(text)![1])).size).toBe(3)
  })

  test('not to those who left, nor to closed accounts', async () => {
    const [leaver, closed] = [await house.aMemberOfStaff({ unit }), await house.aMemberOfStaff({ unit })]
    const { id } = await house.aConversation([patient, nurse, leaver, closed])
    await post.workOff()
    post.mailbox.clear()
    await house.as(leaver).leaveConversation({ conversationId: id })
    await house.closes(closed)
    await reads(nurse, id)
    const messageId = await send(patient, id, 1)
    await post.workOff()
    expect(recipients()).toEqual(only(nurse))
    expect((await post.deliveriesOf(messageId)).map(({ accountId }) => accountId)).toEqual([nurse.id])
  })

  test('not to those who went between being told and the next try', async () => {
    const [leaver, closed] = [await house.aMemberOfStaff({ unit }), await house.aMemberOfStaff({ unit })]
    const { id, messageId } = await house.aConversation([patient, nurse, leaver, closed])
    post.mailbox.refuse({ code: 451 })
    await post.workOff()
    post.mailbox.acceptAll()
    await house.as(leaver).leaveConversation({ conversationId: id })
    await house.closes(closed)
    await post.letPausesPass()
    await post.workOff()
    expect(recipients()).toEqual(only(nurse))
    for (const gone of [leaver, closed])
      expect(await post.deliveryTo(gone, messageId)).toMatchObject({ state: 'suppressed', nextTryAt: null })
  })
})

test('the link is where each reads: patients in the portal, staff in the desktop app', async () => {
  const { id } = await house.aConversation([nurse, patient, doctor])
  await post.workOff()
  const linksTo = (person: Person) => {
    const mail = post.mailbox.messages().find(({ envelope }) => envelope.to[0] === emailOf(person))!
    return [mail.text, mail.html].map((body) => new Set(body.match(/https?:[^\s"<]+/g)))
  }
  const patientLink = new Set([`/conversations/${id}`, '/account'].map((path) => new URL(path, publicUrl).href))
  const staffLink = new Set([new URL(`/open/${id}`, publicUrl).href])
  expect(linksTo(patient)).toEqual([patientLink, patientLink])
  expect(linksTo(doctor)).toEqual([staffLink, staffLink])
})

test('the sender’s name, unless the unit does not want it', async () => {
  await house.aConversation([nurse, patient])
  await post.workOff()
  const [named] = post.mailbox.messages()
  expect(named!.subject).toBe('You have a message from Norma Nurse')
  for (const body of [named!.text, named!.html]) expect(body).toContain('Norma Nurse')
  post.mailbox.clear()
  const quiet = await house.aUnit()
  await house.db('groups').where({ id: quiet.id }).update({ emails_name_sender: false })
  const guest = await house.aPatient({ unit: quiet })
  const author = await house.aMemberOfStaff({ unit: quiet, firstName: 'Winifred', lastName: 'Quillfeather' })
  await house.aConversation([author, guest])
  await post.workOff()
  const [unnamed] = post.mailbox.messages()
  expect(unnamed!.subject).toBe('You have a message')
  expect(JSON.stringify(unnamed)).not.toMatch(/Winifred|Quillfeather/)
})

describe('a newcomer', () => {
  test('is told once, of the last message, and nobody else again', async () => {
    const { id } = await house.aConversation([patient, nurse])
    await post.workOff()
    post.mailbox.clear()
    await add(nurse, id, doctor)
    await post.workOff()
    expect(recipients()).toEqual(only(doctor))
    expect(post.mailbox.messages()[0]!.subject).toBe('You have a message from Lionel Campbell')
  })

  test('who was added before the message was worked off is told once all the same', async () => {
    const { id, messageId } = await house.aConversation([patient, nurse])
    await add(nurse, id, doctor)
    await post.workOff()
    expect(recipients().toSorted()).toEqual(only(nurse, doctor))
    expect(await post.deliveriesOf(messageId)).toHaveLength(2)
  })

  test('who left and comes back is not told of the same message again, but of the next', async () => {
    const { id } = await house.aConversation([patient, nurse, doctor])
    await post.workOff()
    await house.as(doctor).leaveConversation({ conversationId: id })
    await add(nurse, id, doctor)
    post.mailbox.clear()
    await post.workOff()
    expect(recipients()).toEqual([])
    for (const person of [nurse, doctor]) await reads(person, id)
    await send(patient, id, 1)
    await post.workOff()
    expect(recipients().toSorted()).toEqual(only(nurse, doctor))
  })
})

test('whoever is told twice, also at once, is told once', async () => {
  const { messageId } = await house.aConversation([patient, nurse, doctor])
  await Promise.all(Array.from({ length: 8 }, () => post.jobs.notifyOfMessage({ messageId })))
  await post.workOff()
  await post.jobs.notifyOfMessage({ messageId })
  await post.workOff()
  expect(await post.deliveriesOf(messageId)).toHaveLength(2)
  expect(recipients().toSorted()).toEqual(only(nurse, doctor))
})

describe('without an address', () => {
  test('the delivery is suppressed; the staff see it, once; the patient does not', async () => {
    const guest = await house.aPatient({ unit, firstName: 'Ada', lastName: 'Unreachable', email: null })
    const silent = await house.aMemberOfStaff({ unit, firstName: 'Sam', lastName: 'Silent', email: null })
    const { id, messageId } = await house.aConversation([nurse, guest, silent])
    await post.workOff()
    expect(recipients()).toEqual([])
    const suppressed = { state: 'suppressed', reason: 'no address', attempts: 0 }
    expect(await post.deliveryTo(guest, messageId)).toMatchObject(suppressed)
    await send(nurse, id, 1)
    await send(nurse, id, 2)
    await post.workOff()
    const said = ['Ada Unreachable', 'Sam Silent'].map(
      (name) => `${name} was not e-mailed: there is no e-mail address.`,
    )
    expect((await staffNotices(nurse, id)).toSorted()).toEqual(said)
    expect((await staffNotices(silent, id)).toSorted()).toEqual(said)
    expect(await staffNotices(guest, id)).toEqual([])
  })

  test('the staff’s screens are told of the notice, after those of everybody were told of the message', async () => {
    const guest = await house.aPatient({ unit, email: null })
    const { id: conversationId, messageId } = await house.aConversation([nurse, guest])
    const [ofMessage, ofNotice, ...more] = await house.db.transaction((trx) => notify(trx, { messageId }))
    expect(ofMessage).toEqual({ conversationId, messageId, accountIds: [nurse.id, guest.id] })
    // Without the message's id: whoever heard of the message already would take it for the same.
    expect(ofNotice).toEqual({ conversationId, accountIds: [nurse.id] })
    expect(more).toEqual([])
  })

  test('several messages at once say it once', async () => {
    const guest = await house.aPatient({ unit, email: null })
    const { id, messageId } = await house.aConversation([nurse, guest])
    const messageIds = [messageId, await send(nurse, id, 1), await send(nurse, id, 2), await send(nurse, id, 3)]
    await Promise.all(messageIds.map((one) => post.jobs.notifyOfMessage({ messageId: one })))
    expect(await staffNotices(nurse, id)).toHaveLength(1)
  })
})
