/** Whoever writes to somebody knows beforehand whether they will be told of it, and how to reach them otherwise. */
import { expect, test } from 'vitest'
import { aServer } from '../../test/as.ts'
import { getsTexts } from '../../test/aTextNumber.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { aPostOffice } from '../../test/postOffice.ts'

const url = await aDatabase()
const house = await aServer(url)
const post = await aPostOffice(house, url)
const unit = await house.aUnit()
const nurse = await house.aMemberOfStaff({ unit, recipient: true })
const telephone = '0131 496 0120'

async function aPatient(options: Parameters<typeof house.aPatient>[0] = {}): Promise<Person> {
  const patient = await house.aPatient({ unit, ...options })
  await house.db('accounts').where({ id: patient.id }).update({ telephone })
  return patient
}
async function seenBy(viewer: Person, of: Person, others: Person[] = []) {
  const { id } = await house.aConversation([nurse, of, ...(viewer === nurse ? [] : [viewer]), ...others])
  const { participants } = await house.as(viewer).showConversation({ conversationId: id })
  return new Map(participants.map((one) => [one.id, one.reach]))
}
async function inList(viewer: Person, of: Person) {
  const { conversations } = await house.as(viewer).listConversations({})
  return conversations.find(({ patient }) => patient?.id === of.id)?.patient?.unreachable
}

test.each([
  [{ email: null }, 'none'],
  [{ emailBouncing: true }, 'bouncing'],
  [{ emailVerified: false }, 'unverified'],
  [{}, null],
] as const)(
  '%o: in the conversation, in the list of conversations and in the recipient list',
  async (has, unreachable) => {
    const patient = await aPatient(has)
    // Only the number of somebody who may have to be rung.
    const reach = { unreachable, texts: false, telephone: unreachable && telephone, unitId: null }
    expect((await seenBy(nurse, patient)).get(patient.id)).toEqual(reach)
    expect(await inList(nurse, patient)).toBe(unreachable)
    const { recipients } = await house.as(nurse).listRecipients({ groupId: unit.id, filter: patient.name })
    expect(recipients.find(({ id }) => id === patient.id)!.reach).toEqual(reach)
  },
)

test('whoever looks after the unit is led to the list of people we cannot reach', async () => {
  const patient = await aPatient({ email: null })
  const reach = { unreachable: 'none', texts: false, telephone, unitId: unit.id }
  expect((await seenBy(unit.contact!, patient)).get(patient.id)).toEqual(reach)
  const { recipients } = await house.as(unit.contact!).listRecipients({ groupId: unit.id, filter: patient.name })
  expect(recipients.find(({ id }) => id === patient.id)!.reach).toEqual(reach)
})

test('who asked for no e-mails, and who gets text messages', async () => {
  const patient = await aPatient()
  await house.as(patient).chooseEmailWish({ emailWish: 'none' })
  expect((await seenBy(nurse, patient)).get(patient.id)).toMatchObject({ unreachable: 'unwanted', texts: false })
  await getsTexts(house, patient)
  expect((await seenBy(nurse, patient)).get(patient.id)).toMatchObject({ unreachable: 'unwanted', texts: true })
})

test('a colleague’s number is for who looks after their unit; what they want is their affair', async () => {
  const colleague = await house.aMemberOfStaff({ unit, emailBouncing: true })
  const unwilling = await house.aMemberOfStaff({ unit })
  await house.db('accounts').whereIn('id', [colleague.id, unwilling.id]).update({ telephone, email_wish: 'none' })
  const patient = await aPatient()
  const byNurse = await seenBy(nurse, patient, [colleague, unwilling])
  expect(byNurse.get(colleague.id)).toEqual({ unreachable: 'bouncing', texts: false, telephone: null, unitId: null })
  expect(byNurse.get(unwilling.id)!.unreachable).toBeNull()
  const byAdmin = await seenBy(unit.contact!, patient, [colleague])
  expect(byAdmin.get(colleague.id)).toMatchObject({ telephone, unitId: unit.id })
})

test('nobody learns a number who works in no unit of the patient any more', async () => {
  const patient = await aPatient({ email: null })
  const { id } = await house.aConversation([nurse, patient])
  await house.joins(patient, await house.aUnit())
  await house.leavesUnit(patient, unit)
  const { participants } = await house.as(nurse).showConversation({ conversationId: id })
  expect(participants.find((one) => one.id === patient.id)!.reach).toMatchObject({
    unreachable: 'none',
    telephone: null,
  })
})

test('patients learn nothing about anybody’s address', async () => {
  const patient = await aPatient()
  const colleague = await house.aMemberOfStaff({ unit, email: null })
  const seen = await seenBy(patient, patient, [colleague])
  expect([...seen.values()]).toEqual([null, null, null])
  const { recipients } = await house.as(patient).listRecipients({ groupId: unit.id })
  expect(new Set(recipients.map(({ reach }) => reach))).toEqual(new Set([null]))
})

test('a notice says of whom it tells that they were not e-mailed, to staff', async () => {
  const patient = await aPatient({ email: null })
  const { id, messageId } = await house.aConversation([nurse, patient])
  await post.jobs.notifyOfMessage({ messageId })
  const notices = async (person: Person) =>
    (await house.as(person).showConversation({ conversationId: id })).entries.filter(({ type }) => type === 'notice')
  expect(await notices(nurse)).toMatchObject([{ notEmailed: patient.id }])
  expect(await notices(patient)).toEqual([])
})
