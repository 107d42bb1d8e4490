/** R2: in groups that are not one's own there are colleagues to write to, and never a patient, by any way in. */
import { describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'

const house = await aServer(await aDatabase())
const support = await house.centralSupport()
const supporter = await house.aMemberOfSupport()
const ward = await house.aUnit()
const clinic = await house.aUnit({ specialty: ward.specialty })
const silent = await house.aUnit({ specialty: ward.specialty, messaging: false })
const foot = await house.aUnit()
const admin = await house.aUnitAdmin({ unit: ward, recipient: true })
const specialtyAdmin = await house.aSpecialtyAdmin({ specialty: ward.specialty })
const nurse = await house.aMemberOfStaff({ unit: ward })
const patient = await house.aPatient({ unit: ward })
const colleague = await house.aMemberOfStaff({ unit: clinic })
const notRecipient = await house.aMemberOfStaff({ unit: clinic, recipient: false })
const silentColleague = await house.aMemberOfStaff({ unit: silent })
const patientThere = await house.aPatient({ unit: clinic, lastName: 'Elsewhere', nhsNumber: '9434765919' })

const start = (by: Person, groupId: string, ...to: Person[]) =>
  house.as(by).startConversation({
    ...{ groupId, recipientIds: to.map(({ id }) => id) },
    ...{ subject: 'A transfer', messageId: newId(), text: 'Have you a bed?' },
  })
const add = (by: Person, conversationId: string, { id }: Person) =>
  house.as(by).addParticipant({ conversationId, accountId: id })
const show = (who: Person, conversationId: string) => house.as(who).showConversation({ conversationId })

const notARecipient = { status: 404, code: 'notARecipient' }
const notFound = { status: 404, code: 'notFound' }

const ways = [
  { who: 'a unit admin, in another unit of the specialty', by: admin, groupId: clinic.id, to: colleague },
  { who: 'a unit admin, in Central Support', by: admin, groupId: support.id, to: support.contact },
  { who: 'a specialty admin, in a unit of the specialty', by: specialtyAdmin, groupId: clinic.id, to: colleague },
  { who: 'a specialty admin, in Central Support', by: specialtyAdmin, groupId: support.id, to: support.contact },
  { who: 'Central Support, in any unit', by: supporter, groupId: clinic.id, to: colleague },
]

describe.each(ways)('$who', ({ by, groupId, to }) => {
  const list = (query: { only?: 'patient' | 'staff'; filter?: string } = {}) =>
    house.as(by).listRecipients({ groupId, ...query })

  test('finds the staff recipients only', async () => {
    const { recipients } = await list()
    const expected = groupId === support.id ? [support.contact.id] : [clinic.contact!.id, colleague.id]
    expect(recipients.map(({ id }) => id).toSorted()).toEqual(expected.toSorted())
    expect((await list({ only: 'staff' })).recipients).toEqual(recipients)
  })

  test.each([
    { only: 'patient' },
    { filter: 'Elsewhere' },
    { filter: '943 476 5919' },
    { filter: '9/3/1961' },
  ] as const)('finds no patient by %o', async (query) =>
    expect(await list(query)).toEqual({ recipients: [], next: null }),
  )

  test('finds no patient by a page that starts among the patients', async () => {
    for (const cursor of [`patient ${patientThere.id}`, `patient ${patient.id}`, `patient ${newId()}`]) {
      const { recipients } = await house.as(by).listRecipients({ groupId, cursor })
      expect(recipients.filter(({ kind }) => kind === 'patient')).toEqual([])
    }
  })

  test('writes to them, and both take part; the conversation is that group’s', async () => {
    const { conversations } = await start(by, groupId, to)
    expect(conversations).toHaveLength(1)
    const { id } = conversations[0]!
    await house.as(to).sendMessage({ conversationId: id, id: newId(), text: 'One', lastSeenSeq: 1 })
    const seen = await show(by, id)
    expect(seen.group.id).toBe(groupId)
    expect(seen.participants.map((one) => one.id).toSorted()).toEqual([by.id, to.id].toSorted())
    expect(seen.entries.map(({ text }) => text)).toEqual(['Have you a bed?', 'One'])
  })

  test('writes to no patient, and to nobody who is no recipient there', async () => {
    for (const wrong of [patientThere, patient, notRecipient, silentColleague, nurse])
      for (const recipients of [[wrong], [to, wrong]])
        await expect(start(by, groupId, ...recipients)).rejects.toMatchObject(notARecipient)
  })

  test('puts no patient into it afterwards', async () => {
    const { conversations } = await start(by, groupId, to)
    for (const wrong of [patientThere, patient])
      await expect(add(by, conversations[0]!.id, wrong)).rejects.toMatchObject(notARecipient)
  })
})

test.each([
  ['a unit of another specialty', admin, foot.id],
  ['a unit without messaging', admin, silent.id],
  ['the specialty itself', admin, ward.specialty.id],
  ['a unit of another specialty, for its specialty admin', specialtyAdmin, foot.id],
  ['another unit, for a nurse', nurse, clinic.id],
  ['Central Support, for a nurse', nurse, support.id],
  ['Central Support, for a patient', patient, support.id],
  ['another unit, for a patient', patient, clinic.id],
])('%s does not exist', async (_, by, groupId) => {
  await expect(house.as(by).listRecipients({ groupId })).rejects.toMatchObject(notFound)
  await expect(start(by, groupId, colleague)).rejects.toMatchObject(notFound)
})

describe('adding', () => {
  test('a unit admin adds a colleague of another unit and of Central Support to a conversation among staff', async () => {
    const { id } = await house.aConversation([admin, nurse])
    await add(admin, id, colleague)
    await add(admin, id, support.contact)
    expect((await show(colleague, id)).participants).toHaveLength(4)
  })

  test('a plain member of staff adds nobody of another unit', async () => {
    const { id } = await house.aConversation([admin, nurse])
    for (const wrong of [colleague, support.contact])
      await expect(add(nurse, id, wrong)).rejects.toMatchObject(notARecipient)
  })

  test('nobody adds staff of another unit, or of Central Support, beside a patient', async () => {
    const { id } = await house.aConversation([patient, admin])
    for (const wrong of [colleague, clinic.contact!, support.contact])
      for (const by of [admin, patient]) await expect(add(by, id, wrong)).rejects.toMatchObject(notARecipient)
    expect((await show(patient, id)).participants).toHaveLength(2)
    await expect(show(colleague, id)).rejects.toMatchObject(notFound)
  })

  test('but of another unit that is the patient’s as well', async () => {
    const ofBoth = await house.aPatient({ unit: ward })
    await house.joins(ofBoth, clinic)
    const { id } = await house.aConversation([ofBoth, admin])
    await add(admin, id, colleague)
    expect((await show(colleague, id)).participants).toHaveLength(3)
  })

  test('somebody from another section opens nothing in the other unit', async () => {
    const { id } = await house.aConversation([patientThere, colleague])
    for (const outsider of [admin, specialtyAdmin, supporter]) {
      await expect(show(outsider, id)).rejects.toMatchObject(notFound)
      await expect(add(outsider, id, outsider)).rejects.toMatchObject(notFound)
    }
  })
})
