import type { Knex } from 'knex'
import type { Actor, Scene } from '../http/scene.ts'
import type { AuditAction } from './actions.ts'

interface Particulars {
  conversationId?: string
  groupId?: string
  /** Ids and counts only: never a name or a text. */
  detail?: Record<string, unknown>
}

/** Writes down what the actor did, in the transaction in which they do it (R15). */
export async function record(
  scene: Pick<Scene<Actor | null>, 'trx' | 'requestId'> & { actor: Pick<Actor, 'accountId' | 'sessionId'> | null },
  action: AuditAction,
  { conversationId, groupId, detail = {} }: Particulars = {},
): Promise<void> {
  await (scene.trx as Knex)('audit').insert({
    action,
    account_id: scene.actor?.accountId ?? null,
    session_id: scene.actor?.sessionId ?? null,
    conversation_id: conversationId ?? null,
    group_id: groupId ?? null,
    detail: JSON.stringify(detail),
    request_id: scene.requestId,
  })
}
