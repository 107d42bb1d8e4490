/** Person x person: whom one finds in a unit's recipient list and can write to, whether one lists or just sends. */
import { beforeAll, describe, expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { kindsListedFor } from './policy.ts'

const house = await aServer(await aDatabase())
const unit = await house.aUnit()
const elsewhere = await house.aUnit({ specialty: unit.specialty })

const people = {
  patient: await house.aPatient({ unit }),
  'another patient': await house.aPatient({ unit }),
  'a recipient': await house.aMemberOfStaff({ unit }),
  'another recipient': await house.aMemberOfStaff({ unit }),
  'staff who are no recipients': await house.aMemberOfStaff({ unit, recipient: false }),
  'the default messaging contact': unit.contact!,
  'a unit admin': await house.aUnitAdmin({ unit }),
  'a former recipient': await house.aMemberOfStaff({ unit }),
  'a recipient whose account is closed': await house.aMemberOfStaff({ unit }),
  'a former patient': await house.aPatient({ unit }),
  'a recipient elsewhere': await house.aMemberOfStaff({ unit: elsewhere }),
  'a patient elsewhere': await house.aPatient({ unit: elsewhere }),
  'a specialty admin': await house.aSpecialtyAdmin({ specialty: unit.specialty }),
  'Central Support': await house.aMemberOfSupport(),
}
type Who = keyof typeof people

beforeAll(async () => {
  await house.leavesUnit(people['a former recipient'], unit)
  await house.leavesUnit(people['a former patient'], unit)
  await house.closes(people['a recipient whose account is closed'])
})

const patients: Who[] = ['patient', 'another patient']
const recipients: Who[] = ['a recipient', 'another recipient', 'the default messaging contact']
const writers: Record<string, { who: Who; finds: Who[] }> = {
  'a patient finds recipients only': { who: 'patient', finds: recipients },
  'a recipient finds patients and recipients': { who: 'a recipient', finds: [...patients, ...recipients] },
  'staff who are no recipients, too': { who: 'staff who are no recipients', finds: [...patients, ...recipients] },
  'a unit admin, too': { who: 'a unit admin', finds: [...patients, ...recipients] },
}

describe.each(Object.entries(writers))('%s', (_, { who, finds }) => {
  const writer = people[who]
  const others = (Object.keys(people) as Who[]).filter((other) => other !== who)

  test('in the list', async () => {
    const { recipients: listed } = await house.as(writer).listRecipients({ groupId: unit.id })
    const expected = finds.filter((one) => one !== who).map((one) => people[one].id)
    expect(listed.map(({ id }) => id).toSorted()).toEqual(expected.toSorted())
  })

  test.each(others)('and sends to exactly those: %s', async (other) => {
    const sending = send(writer, people[other])
    if (finds.includes(other)) expect((await sending).conversations).toHaveLength(1)
    else await expect(sending).rejects.toMatchObject({ status: 404, code: 'notARecipient' })
  })

  test('one wrong person among right ones sends nothing', async () => {
    const before = await countOfMessages()
    await expect(send(writer, people['another recipient'], people['a patient elsewhere'])).rejects.toMatchObject({
      code: 'notARecipient',
      fields: { recipientIds: 'Choose again who to write to' },
    })
    expect(await countOfMessages()).toBe(before)
  })
})

test('nobody writes to themselves', async () => {
  for (const who of ['patient', 'a recipient'] as const)
    await expect(send(people[who], people[who])).rejects.toMatchObject({ code: 'notARecipient' })
})

test('a unit is no way around: not somebody else’s, not a colleague of another one', async () => {
  const { patient, 'a recipient elsewhere': stranger, 'a recipient': nurse } = people
  for (const writer of [patient, nurse]) {
    const started = house
      .as(writer)
      .startConversation({ ...letter(), groupId: elsewhere.id, recipientIds: [stranger.id] })
    await expect(started).rejects.toMatchObject({ status: 404, code: 'notFound' })
  }
})

test.each([
  { kind: 'patient', section: 'mine', lists: ['staff'] },
  { kind: 'staff', section: 'mine', lists: ['patient', 'staff'] },
  { kind: 'staff', section: 'central_support', lists: ['staff'] },
  { kind: 'staff', section: 'specialty', lists: ['staff'] },
  { kind: 'staff', section: 'other_units', lists: ['staff'] },
] as const)('the kinds that are listed for $kind in $section, in order', ({ kind, section, lists }) => {
  expect(kindsListedFor({ kind }, section)).toEqual(lists)
})

function letter() {
  return { groupId: unit.id, subject: 'A question', messageId: newId(), text: 'Hello' }
}

function send(writer: Person, ...to: Person[]) {
  return house.as(writer).startConversation({ ...letter(), recipientIds: to.map(({ id }) => id) })
}

async function countOfMessages(): Promise<number> {
  const [{ count }] = (await house.db('messages').count()) as [{ count: number }]
  return count
}
