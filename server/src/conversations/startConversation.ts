import { createHash, randomUUID } from 'node:crypto'
import type { AccountKind } from '../accounts/contract.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { WritableGroup } from '../groups/listGroups.ts'
import type { Actor, Scene } from '../http/scene.ts'
import { findRecipients, type FoundRecipient } from '../recipients/findRecipients.ts'
import { authorOf } from './authorOf.ts'
import { holdCovers, newAmong, sayWhy, type Cover } from './covers.ts'
import { limitStarts, type MostStarts } from './limitStarts.ts'
import { explainUsedId, messageIdFor } from './messageId.ts'

interface Beginning {
  recipientIds: string[]
  subject: string
  messageId: string
  text: string
}

export interface Started {
  id: string
  patientName: string | null
}

interface Addressee {
  accountId: string
  kind: AccountKind
}

interface Copy {
  conversationId: string
  messageId: string
  patient: FoundRecipient | undefined
}

/**
 * Starts a conversation with its first message. A conversation holds at most one patient (R4): with several among the
 * recipients, each gets a copy of their own with all the staff in it, and with those who cover for the absent. Among staff
 * nobody comes in who was not chosen. Sending the same again starts nothing twice; the
 * same message id with other recipients, subject or text is refused. `mostStarts` holds for what a person starts themself.
 */
export async function startConversation(
  scene: Scene,
  to: WritableGroup,
  beginning: Beginning,
  mostStarts?: MostStarts,
): Promise<Started[]> {
  const { group } = to
  const { recipientIds, messageId } = beginning
  // Whoever sends the same start at the same moment waits here, and then finds it stored.
  await scene.trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`start ${messageId}`])
  const hash = hashOf(scene.actor, group, beginning)
  const earlier = await findEarlier(scene, messageId, hash)
  if (earlier) return earlier
  const recipients = await findRecipients(scene, to, recipientIds)
  if (recipients.length !== recipientIds.length) {
    throw new Problem('notARecipient', { fields: { recipientIds: 'Choose again who to write to' } })
  }
  const patients = recipients.filter(({ kind }) => kind === 'patient')
  const staff = recipients.filter(({ kind }) => kind === 'staff')
  const copies: Copy[] = (patients.length > 0 ? patients : [undefined]).map((patient) => ({
    conversationId: randomUUID(),
    messageId: patients.length > 1 && patient ? messageIdFor(messageId, patient.accountId) : messageId,
    patient,
  }))
  if (mostStarts) await limitStarts(scene, copies.length, mostStarts)
  // The patients are all of this group, and so are those who cover for its staff.
  const patientId = scene.actor.kind === 'patient' ? scene.actor.accountId : patients[0]?.accountId
  const covers = newAmong(await holdCovers(scene, staff, patientId), [
    scene.actor.accountId,
    ...staff.map(({ accountId }) => accountId),
  ])
  await store(scene, group, copies, [...staff, ...asStaff(covers)], { ...beginning, hash })
  await sayWhy(
    scene,
    copies.map(({ conversationId }) => ({ conversationId, afterSeq: 1 })),
    covers,
  )
  return copies.map(({ conversationId, patient }) => ({ id: conversationId, patientName: patient?.name ?? null }))
}

/** Each once, however many they cover for. */
function asStaff(covers: Cover[]): Addressee[] {
  return [...new Set(covers.map(({ accountId }) => accountId))].map((accountId) => ({ accountId, kind: 'staff' }))
}

function hashOf(actor: Actor, group: Group, { recipientIds, subject, text }: Beginning): Buffer {
  const said = [actor.accountId, group.id, recipientIds.toSorted(), subject, text]
  return createHash('sha256').update(JSON.stringify(said)).digest()
}

/** What an earlier sending of the same start stored. */
async function findEarlier({ trx, actor }: Scene, messageId: string, hash: Buffer): Promise<Started[] | undefined> {
  const found = await rows<Started & { isSame: boolean }>(
    trx,
    `select c.id, case when a.id <> :actorId then a.first_name || ' ' || a.last_name end as "patientName", c.start_hash = :hash as "isSame"
       from conversations c
       left join participants p on p.conversation_id = c.id and p.account_kind = 'patient'
       left join accounts a on a.id = p.account_id
      where c.start_id = :messageId
      order by a.last_name, a.first_name, c.id`,
    { messageId, hash, actorId: actor.accountId },
  )
  if (found.some(({ isSame }) => !isSame)) throw new Problem('messageIdUsed')
  return found.length > 0 ? found : undefined
}

async function store(
  scene: Scene,
  group: Group,
  copies: Copy[],
  staff: Addressee[],
  { subject, text, messageId, hash }: Beginning & { hash: Buffer },
): Promise<void> {
  const { actor, trx, requestId } = scene
  const author = authorOf(actor, group.id)
  const participants = copies.flatMap(({ conversationId, patient }) =>
    [{ accountId: actor.accountId, kind: actor.kind }, ...(patient ? [patient] : []), ...staff].map(
      (person: Addressee) => ({
        conversation_id: conversationId,
        account_id: person.accountId,
        account_kind: person.kind,
      }),
    ),
  )
  await explainUsedId(
    rows(trx, statement, {
      copies: JSON.stringify(
        copies.map(({ conversationId, messageId }) => ({ conversation_id: conversationId, message_id: messageId })),
      ),
      participants: JSON.stringify(participants),
      groupId: group.id,
      subject,
      text,
      startId: messageId,
      hash,
      authorId: actor.accountId,
      authorKind: actor.kind,
      authorName: author.name,
      authorRoleTitle: author.roleTitle,
      sessionId: actor.sessionId,
      requestId,
    }),
  )
  for (const { conversationId, messageId: told } of copies) {
    const accountIds = participants.filter((one) => one.conversation_id === conversationId).map((one) => one.account_id)
    scene.announce({ accountIds, conversationId, messageId: told })
  }
}

const statement = `
  with copies as (
    select * from jsonb_to_recordset(cast(:copies as jsonb)) as copy (conversation_id uuid, message_id uuid)
  ), started as (
    insert into conversations (id, group_id, subject, last_seq, start_id, start_hash)
    select conversation_id, :groupId, :subject, 1, :startId, :hash from copies
  ), sent as (
    insert into messages (id, conversation_id, seq, author_id, author_kind, author_name, author_role_title, text)
    select message_id, conversation_id, 1, :authorId, :authorKind, :authorName, :authorRoleTitle, :text from copies
    returning id, conversation_id, sent_at
  ), inboxes as (
    insert into participants (conversation_id, group_id, account_id, account_kind, last_activity_at, last_seq,
                              last_read_seq, last_read_at)
    select sent.conversation_id, :groupId, person.account_id, person.account_kind, sent.sent_at, 1,
           case when person.account_id = :authorId then 1 else 0 end,
           case when person.account_id = :authorId then sent.sent_at end
      from jsonb_to_recordset(cast(:participants as jsonb))
             as person (conversation_id uuid, account_id uuid, account_kind text)
      join sent on sent.conversation_id = person.conversation_id
  ), forgotten as (
    delete from drafts where account_id = :authorId and about_id = :groupId
  ), audited as (
    insert into audit (action, account_id, session_id, conversation_id, group_id, detail, request_id)
    select action, :authorId, :sessionId, conversation_id, :groupId, jsonb_build_object('messageId', id), :requestId
      from sent, unnest(array['conversation.started', 'message.sent']) as action
  )
  select graphile_worker.add_job('notifyOfMessage', json_build_object('messageId', id)) from sent`
