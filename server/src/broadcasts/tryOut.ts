/** Looking at a broadcast before anybody gets it: as a patient would find it, and in one's own inbox. */
import { randomUUID } from 'node:crypto'
import { emailState } from '../accounts/emailState.ts'
import type { EmailState } from '../accounts/contract.ts'
import { record } from '../audit/record.ts'
import type { Conversation } from '../conversations/contract.ts'
import { authorOf } from '../conversations/authorOf.ts'
import { awayFrom } from '../conversations/awayFrom.ts'
import type { FoundConversation, ParticipantRow } from '../conversations/findConversation.ts'
import { Message } from '../conversations/Message.ts'
import { presentConversation } from '../conversations/present.ts'
import { findRepliers } from '../conversations/repliers.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { enqueue } from '../jobs.ts'
import { findBroadcast, type BroadcastRow } from './findBroadcast.ts'
import { missingIn } from './missing.ts'
import { isPatient } from './patientsOf.ts'
import { mustBeAuthor } from './policy.ts'

interface PatientRow {
  id: string
  firstName: string
  lastName: string
  dateOfBirth: string | null
  nhsNumber: string | null
  hasEmail: boolean
  emailVerified: boolean
  emailBouncing: boolean
}

interface Preview {
  patient: { id: string; name: string; dateOfBirth: string | null; email: EmailState }
  conversation: Conversation
}

/** Goes the same way as a conversation that is there, so that it looks as it will look. */
export async function previewBroadcast(
  scene: Scene,
  unit: Group,
  { broadcastId, patientId }: { broadcastId: string; patientId: string },
): Promise<Preview> {
  const broadcast = await findBroadcast(scene.trx, unit.id, broadcastId)
  const patient = await findPatient(scene, unit, patientId)
  const conversation = await asConversation(scene, unit, broadcast, patient)
  await record(scene, 'broadcast.previewed', { groupId: unit.id, detail: { broadcastId, patientId } })
  const reader = { ...scene.actor, accountId: patient.id, kind: 'patient' as const }
  const message = asMessage(scene, unit, broadcast, conversation.id)
  const messages = broadcast.text.trim() ? [message] : []
  return {
    patient: {
      id: patient.id,
      name: `${patient.firstName} ${patient.lastName}`,
      dateOfBirth: patient.dateOfBirth,
      email: emailState(patient),
    },
    conversation: presentConversation(
      reader,
      conversation,
      { messages, notices: [], older: null },
      undefined,
      await awayFrom(scene, conversation),
      new Map(),
    ),
  }
}

async function findPatient({ trx }: Scene, unit: Group, patientId: string): Promise<PatientRow> {
  const [patient] = await rows<PatientRow>(
    trx,
    `select a.id, a.first_name as "firstName", a.last_name as "lastName", a.date_of_birth as "dateOfBirth",
            a.nhs_number as "nhsNumber", a.email is not null as "hasEmail",
            a.email_verified_at is not null as "emailVerified", a.email_bouncing_at is not null as "emailBouncing"
       from memberships m join accounts a on a.id = m.account_id where ${isPatient} and a.id = :patientId`,
    { groupId: unit.id, patientId },
  )
  if (!patient) throw new Problem('notARecipient', { fields: { patientId: 'Choose another patient' } })
  return patient
}

async function asConversation(
  { trx }: Scene,
  unit: Group,
  { id, subject, author }: BroadcastRow,
  patient: PatientRow,
): Promise<FoundConversation> {
  const mine: ParticipantRow = {
    ...{ accountId: patient.id, kind: 'patient', firstName: patient.firstName, lastName: patient.lastName },
    ...{ roleTitle: null, dateOfBirth: patient.dateOfBirth, nhsNumber: patient.nhsNumber },
    ...{ left: false, lastReadSeq: 0, lastReadAt: null, archived: false, onlyWrote: false, awayAs: null },
  }
  const [firstName = '', ...lastNames] = author.name.split(' ')
  const writer: ParticipantRow = {
    ...{ accountId: author.id, kind: 'staff', firstName, lastName: lastNames.join(' '), roleTitle: author.roleTitle },
    ...{ dateOfBirth: null, nhsNumber: null, left: true, onlyWrote: true, awayAs: null },
    ...{ lastReadSeq: 1, lastReadAt: null, archived: false },
  }
  return {
    ...{ id: randomUUID(), subject, lastSeq: 1, lastAuthorKind: 'staff', patientHasWritten: false, group: unit, mine },
    ...{ broadcastId: id, repliers: await findRepliers(trx, id), participants: [mine, writer] },
  }
}

function asMessage(
  { actor }: Scene,
  unit: Group,
  { author, text, ...broadcast }: BroadcastRow,
  conversationId: string,
) {
  const isOwn = broadcast.authorId === actor.accountId
  const roleTitle = isOwn ? authorOf(actor, unit.id).roleTitle : author.roleTitle
  return Message.fromJson({
    ...{ id: randomUUID(), conversationId, seq: 1, text: text.trim(), sentAt: new Date() },
    ...{ authorId: author.id, authorKind: 'staff', authorName: author.name, authorRoleTitle: roleTitle },
  })
}

/** A conversation with oneself, with the e-mail of the fixed kind; it tests the text and the way it comes. */
export async function testBroadcast(
  scene: Scene,
  unit: Group,
  { broadcastId, version }: { broadcastId: string; version: number },
): Promise<string> {
  const { trx, actor } = scene
  const broadcast = await findBroadcast(trx, unit.id, broadcastId)
  mustBeAuthor(actor, broadcast)
  if (broadcast.version !== version) throw new Problem('changedMeanwhile')
  const fields = missingIn(broadcast)
  if (Object.keys(fields).length > 0) throw new Problem('badInput', { fields })
  const author = authorOf(actor, unit.id)
  const [sent] = await rows<{ conversationId: string; messageId: string }>(trx, test, {
    ...{ groupId: unit.id, broadcastId, authorId: actor.accountId, name: author.name, roleTitle: author.roleTitle },
  })
  const { conversationId, messageId } = sent!
  await enqueue(trx, 'notifyNewcomer', { messageId, accountId: actor.accountId })
  await record(scene, 'broadcast.tested', { conversationId, groupId: unit.id, detail: { broadcastId } })
  scene.announce({ accountIds: [actor.accountId], conversationId, messageId })
  return conversationId
}

// Where the word does not fit before the subject, the subject gives way.
const test = `
  with broadcast as (
    select left('Test: ' || btrim(subject), 150) as subject, btrim(text, E' \\t\\n') as text
      from broadcasts where id = :broadcastId
  ), started as (
    insert into conversations (group_id, subject, last_seq) select :groupId, subject, 1 from broadcast
    returning id
  ), inbox as (
    insert into participants (conversation_id, group_id, account_id, account_kind, last_activity_at, last_seq)
    select id, :groupId, :authorId, 'staff', now(), 1 from started
  )
  insert into messages (id, conversation_id, seq, author_id, author_kind, author_name, author_role_title, text)
  select gen_random_uuid(), started.id, 1, :authorId, 'staff', :name, :roleTitle, text from started, broadcast
  returning conversation_id as "conversationId", id as "messageId"`
