import { record } from '../audit/record.ts'
import { limits } from '../contract/words.ts'
import { messageIdFor } from '../conversations/messageId.ts'
import { startConversation } from '../conversations/startConversation.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import { mustBeAbleToWriteTo } from '../groups/policy.ts'
import type { Scene } from '../http/scene.ts'
import { listToTell } from './staffSteps.ts'

interface Telling {
  people: number
  subject: string
  text: string
  messageId: string
}

interface Told {
  told: number
  conversations: number
}

/**
 * Tells all message recipients of the unit who were not told yet. More than one conversation can hold are told in several,
 * rather than in one that holds more: a reply reaches everybody in it, and nobody wants the replies of 300 colleagues.
 * What makes them conversations of the launch is stored with them. The unit must be locked, so that two admins at once do
 * not tell the same people.
 */
export async function tellStaff(scene: Scene, unit: Group, telling: Telling): Promise<Told> {
  const { trx } = scene
  const { messageId, people, subject, text } = telling
  const earlier = await findEarlier(scene, unit, telling)
  if (earlier) return earlier
  if (!unit.messagingOn) throw new Problem('messagingIsOff')
  const to = mustBeAbleToWriteTo(scene.actor, unit)
  const ids = await listToTell(scene, unit)
  if (ids.length !== people) throw new Problem('changedMeanwhile')
  const conversationIds: string[] = []
  for (let from = 0; from < ids.length; from += limits.recipients) {
    const recipientIds = ids.slice(from, from + limits.recipients)
    const startId = from === 0 ? messageId : messageIdFor(messageId, String(from))
    const started = await startConversation(scene, to, { recipientIds, subject, text, messageId: startId })
    conversationIds.push(...started.map(({ id }) => id))
  }
  await rows(
    trx,
    `insert into launch_conversations (conversation_id, group_id, telling_id)
     select id, :groupId, :messageId from unnest(cast(:conversationIds as uuid[])) as id`,
    { groupId: unit.id, messageId, conversationIds },
  )
  const told = { told: ids.length, conversations: conversationIds.length }
  await record(scene, 'launch.staff_told', { groupId: unit.id, detail: told })
  return told
}

/** What an earlier sending of the same stored; its answer may have been lost. */
async function findEarlier({ trx, actor }: Scene, unit: Group, telling: Telling): Promise<Told | undefined> {
  const [found] = await rows<{ conversations: number; isSame: boolean }>(
    trx,
    `select bool_and(l.group_id = :unitId and m.author_id = :actorId and c.subject = :subject and m.text = :text) as "isSame",
            count(*) as conversations
       from launch_conversations l
       join conversations c on c.id = l.conversation_id
       join messages m on m.conversation_id = c.id and m.seq = 1
      where l.telling_id = :messageId
     having count(*) > 0`,
    {
      ...{ unitId: unit.id, actorId: actor.accountId },
      ...{ subject: telling.subject, text: telling.text, messageId: telling.messageId },
    },
  )
  if (!found) return undefined
  if (!found.isSame) throw new Problem('messageIdUsed')
  return { told: telling.people, conversations: found.conversations }
}
