/** Before the first reply to a message to all patients: who will read it, and who of them is away (R11, R14). */
import { expect, test } from 'vitest'
import { aBroadcast } from '../../test/aBroadcast.ts'
import { aServer, newId } from '../../test/as.ts'
import type { Person } from '../../test/build.ts'
import { aDatabase } from '../../test/database.ts'
import { daysAround } from '../../test/daysAround.ts'

const house = await aServer(await aDatabase())
const day = await daysAround(house)

const away = (who: Person, cover: Person | null) =>
  house.as(who).setAbsence({
    ...{ unitId: who.unit.id, accountId: who.id, firstDay: day(0), lastDay: day(3), coverId: cover?.id ?? null },
  })

const asShown = ({ id, name, roleTitle }: Person) => ({ id, name, roleTitle, kind: 'staff' as const })

async function aTold() {
  const unit = await house.aUnit()
  const patient = await house.aPatient({ unit })
  const [callum, eilidh] = [await house.aMemberOfStaff({ unit }), await house.aMemberOfStaff({ unit })]
  const author = unit.contact!
  const replies = { to: 'people' as const, accountIds: [callum.id] }
  const broadcast = aBroadcast(house, unit, author, { replies })
  const conversationOf = async () => {
    const [line] = (await house.as(patient).listConversations()).conversations
    return house.as(patient).showConversation({ conversationId: line!.id })
  }
  return { patient, callum, eilidh, author, broadcast, conversationOf }
}

test('the patient, the list to choose from, the check and the preview name who gets it, who is away until when, and who gets it too', async () => {
  const { patient, callum, eilidh, author, broadcast, conversationOf } = await aTold()
  await away(callum, eilidh)
  const expected = [{ ...asShown(callum), away: { until: day(3), instead: asShown(eilidh) } }]
  const { staff } = await house.as(author).listStaff({ unitId: author.unit.id, only: 'recipients' })
  expect(staff.find(({ id }) => id === callum.id)?.away).toEqual(expected[0]!.away)
  const draft = await broadcast.draft()
  expect((await house.as(author).checkBroadcast(draft)).repliesGoTo).toEqual(expected)
  const { conversation } = await house.as(author).previewBroadcast({ ...draft, patientId: patient.id })
  expect(conversation.firstReply).toEqual({ writtenBy: author.id, goesTo: expected })
  await broadcast.sent()
  const before = await conversationOf()
  expect(before.firstReply).toEqual({ writtenBy: author.id, goesTo: expected })
  await house.as(patient).sendMessage({ conversationId: before.id, id: newId(), text: 'Thanks', lastSeenSeq: 1 })
  const after = await conversationOf()
  expect(after.firstReply).toBeNull()
  const present = after.participants.filter(({ kind, left }) => kind === 'staff' && !left).map(({ id }) => id)
  expect(present.toSorted()).toEqual([callum.id, eilidh.id].toSorted())
})

test('nobody of them is away, and of nobody else anything is said', async () => {
  const { callum, eilidh, author, broadcast, conversationOf } = await aTold()
  await away(eilidh, null)
  await broadcast.sent()
  const { firstReply } = await conversationOf()
  expect(firstReply).toEqual({ writtenBy: author.id, goesTo: [{ ...asShown(callum), away: null }] })
})
