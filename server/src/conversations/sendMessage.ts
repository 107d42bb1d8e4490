import { fullName } from '../accounts/Account.ts'
import { plannedRows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import { addCovers, holdCovers, newAmong } from './covers.ts'
import { authorOf } from './authorOf.ts'
import type { FoundConversation } from './findConversation.ts'
import { Message } from './Message.ts'
import { explainUsedId } from './messageId.ts'
import { patientOf } from './policy.ts'
import { presentMessage } from './present.ts'

interface Reply {
  id: string
  text: string
  lastSeenSeq: number
}

/**
 * Stores a message and moves every participant's inbox line, once however often it is sent (R5). The conversation must
 * be locked, so that nobody who joins at the same moment is missed.
 * Who is away keeps it in their inbox, and who covers for them gets it too.
 * Refuses when there is something newer than the sender has seen, with what is newer, or when the id was used for
 * another text.
 */
export async function sendMessage(
  scene: Scene,
  conversation: FoundConversation,
  { id, text, lastSeenSeq }: Reply,
): Promise<Message> {
  const { trx, actor, requestId } = scene
  const author = authorOf(actor, conversation.group.id)
  const covers = await holdCovers(scene, absentIn(conversation), patientOf(conversation)?.accountId)
  const [sent] = await explainUsedId(
    plannedRows<Pick<Message, 'seq' | 'sentAt'> & { accountIds: string[] }>(trx, statement, {
      conversationId: conversation.id,
      lastSeenSeq,
      id,
      text,
      authorId: actor.accountId,
      authorKind: actor.kind,
      authorName: author.name,
      authorRoleTitle: author.roleTitle,
      sessionId: actor.sessionId,
      requestId,
    }),
  )
  if (!sent) return alreadySent(scene, conversation, { id, text, lastSeenSeq })
  scene.announce({ accountIds: sent.accountIds, conversationId: conversation.id, messageId: id })
  const here = conversation.participants.filter(({ left }) => !left).map(({ accountId }) => accountId)
  await addCovers(scene, conversation, newAmong(covers, here), { id, ...sent })
  return Message.fromJson({
    id,
    conversationId: conversation.id,
    seq: sent.seq,
    authorId: actor.accountId,
    authorKind: actor.kind,
    authorName: author.name,
    authorRoleTitle: author.roleTitle,
    text,
    sentAt: sent.sentAt,
  })
}

function absentIn({ participants }: FoundConversation) {
  return participants.flatMap((one) =>
    one.awayAs ? [{ membershipId: one.awayAs, accountId: one.accountId, name: fullName(one) }] : [],
  )
}

/** The conversation has moved on: either by this very message, sent before, or by something that the sender must see. */
async function alreadySent(
  { trx, actor }: Scene,
  conversation: FoundConversation,
  { id, text, lastSeenSeq }: Reply,
): Promise<Message> {
  const earlier = await Message.query(trx).findById(id)
  if (earlier) {
    const isSame =
      earlier.conversationId === conversation.id && earlier.authorId === actor.accountId && earlier.text === text
    if (isSame) return earlier
    throw new Problem('messageIdUsed')
  }
  const newer = await Message.query(trx)
    .where('conversationId', conversation.id)
    .where('seq', '>', lastSeenSeq)
    .orderBy('seq')
    .limit(100)
  if (newer.length === 0) throw new Problem('badInput', { fields: { lastSeenSeq: 'Open the conversation again.' } })
  throw new Problem('newerMessages', { newer: newer.map((message) => presentMessage(message, actor)) })
}

// One statement, because this is what the service does most.
const statement = `
  with moved as (
    update conversations set last_seq = last_seq + 1
     where id = :conversationId and last_seq = :lastSeenSeq
       and not exists (select from messages where messages.id = :id)
    returning id, last_seq
  ), sent as (
    insert into messages (id, conversation_id, seq, author_id, author_kind, author_name, author_role_title, text)
    select cast(:id as uuid), id, last_seq, :authorId, :authorKind, :authorName, :authorRoleTitle, :text from moved
    returning id, conversation_id, seq, sent_at
  ), inboxes as (
    update participants p
       set last_seq = sent.seq, last_activity_at = sent.sent_at, archived = false,
           last_read_seq = case when p.account_id = :authorId then sent.seq else p.last_read_seq end,
           last_read_at = case when p.account_id = :authorId then sent.sent_at else p.last_read_at end
      from sent
     where p.conversation_id = sent.conversation_id and p.left_at is null
    returning p.account_id
  ), forgotten as (
    delete from drafts using sent where drafts.account_id = :authorId and drafts.about_id = sent.conversation_id
  ), audited as (
    insert into audit (action, account_id, session_id, conversation_id, detail, request_id)
    select 'message.sent', :authorId, :sessionId, conversation_id, jsonb_build_object('messageId', id), :requestId from sent
  )
  select sent.seq, sent.sent_at as "sentAt", (select array_agg(account_id) from inboxes) as "accountIds",
         graphile_worker.add_job('notifyOfMessage', json_build_object('messageId', sent.id))
    from sent`
