import type { Scene } from '../http/scene.ts'
import { Draft } from './Draft.ts'
import { Message } from './Message.ts'

interface Writing {
  messageId: string
  subject: string
  text: string
}

/** What the actor was writing about a conversation or a group. */
export async function findDraft({ actor, trx }: Scene, aboutId: string): Promise<Draft | undefined> {
  // Saving may have crossed with sending: what was sent is no draft any more.
  return Draft.query(trx)
    .findById([actor.accountId, aboutId])
    .whereNotExists(Message.query(trx).whereColumn('messages.id', 'drafts.messageId'))
}

/**
 * Keeps what the actor is writing, so that neither a session that ends nor another device loses it. A draft that
 * arrives after its message was sent is not brought back. Writing about something that does not exist does no harm:
 * only its author can ever read it.
 */
export async function saveDraft(
  { actor, trx }: Scene,
  aboutId: string,
  { messageId, subject, text }: Writing,
): Promise<void> {
  const { accountId } = actor
  if (subject.trim() === '' && text.trim() === '') {
    await Draft.query(trx).deleteById([accountId, aboutId])
    return
  }
  await trx.raw(
    `insert into drafts (account_id, about_id, message_id, subject, text)
     select :accountId, :aboutId, cast(:messageId as uuid), :subject, :text
      where not exists (select from messages where id = :messageId)
        and (select count(*) from drafts where account_id = :accountId and about_id <> :aboutId) < 500
     on conflict (account_id, about_id) do update
       set message_id = excluded.message_id, subject = excluded.subject, text = excluded.text, updated_at = now()`,
    { accountId, aboutId, messageId, subject, text },
  )
}
