import { expect, test } from 'vitest'
import { aServer, newId } from '../../test/as.ts'
import { aDatabase } from '../../test/database.ts'

const house = await aServer(await aDatabase())

test('smoke', async () => {
  const patient = await house.aPatient()
  const nurse = await house.aMemberOfStaff({ unit: patient.unit })
  const { id } = await house.aConversation([patient, nurse])
  const sent = await house.as(nurse).sendMessage({ conversationId: id, id: newId(), text: 'Yes', lastSeenSeq: 1 })
  expect(sent.seq).toBe(2)
})
