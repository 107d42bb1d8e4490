/** Nobody has ever seen a conversation in which they cannot have taken part, and nobody sees one that they have no part in now. */
import { rows } from '../../../server/src/db/rows.ts'
import { ApiProblem } from '../../../server/src/contract/client.ts'
import type { Checking } from './Checking.ts'

interface Started {
  id: string
  startId: string | null
  broadcastId: string | null
  patientId: string | null
}

export async function checkSecrecy({ house, story, town }: Checking): Promise<void> {
  const started = await rows<Started>(
    house.db,
    `select c.id, c.start_id as "startId", c.broadcast_id as "broadcastId",
            (select account_id from participants where conversation_id = c.id and account_kind = 'patient') as "patientId"
       from conversations c`,
  )
  const clinicStaff = [town.clinic.author.id, town.clinic.unit.contact!.id]
  const patients = new Set(town.ward.patients.map(({ id }) => id))
  for (const { id, startId, broadcastId, patientId } of started) {
    const sent = story.sent.get(startId ?? '')
    if (broadcastId) story.mayJoin(id, [patientId!, ...clinicStaff])
    // Each copy has its own patient, and no other.
    else if (sent)
      story.mayJoin(id, [sent.authorId, ...sent.recipientIds.filter((one) => one === patientId || !patients.has(one))])
  }
  await Promise.all(
    town.everybody.map(async (person) => {
      for (const id of person.view.seen) {
        if (!story.mayTakePart.get(id)?.has(person.id))
          story.broken('only those who take part', `${person.name} has seen ${id}`, [id])
      }
      const others = started.filter(({ id }) => !person.view.shown.has(id))
      for (const { id } of person.dice.some(others, 6)) {
        const status = await person.client.showConversation({ conversationId: id }).then(
          () => 200,
          (error: unknown) => (error instanceof ApiProblem ? error.status : 0),
        )
        if (status !== 404) story.broken('only those who take part', `${person.name} asked for ${id}: ${status}`, [id])
        story.count('strangers turned away')
      }
    }),
  )
}
