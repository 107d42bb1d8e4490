import type { Knex } from 'knex'
import type { Actor, Scene } from '../http/scene.ts'
import type { AuditAction } from './actions.ts'

interface Particulars {
  conversationId?: string
  groupId?: string
  /** Ids and counts only: never a name or a text. */
  detail?: Record<string, unknown>
}

type Recorder = Pick<Scene<Actor | null>, 'trx' | 'requestId'> & {
  actor: Pick<Actor, 'accountId' | 'sessionId'> | null
}

/** Writes down what the actor did, in the transaction in which they do it (R15). */
export async function record(scene: Recorder, action: AuditAction, particulars: Particulars = {}): Promise<void> {
  await recordEach(scene, action, [particulars])
}

/** The same, once for each of these. */
export async function recordEach(scene: Recorder, action: AuditAction, each: Particulars[]): Promise<void> {
  if (each.length === 0) return
  await (scene.trx as Knex)('audit').insert(
    each.map(({ conversationId, groupId, detail = {} }) => ({
      action,
      account_id: scene.actor?.accountId ?? null,
      session_id: scene.actor?.sessionId ?? null,
      conversation_id: conversationId ?? null,
      group_id: groupId ?? null,
      detail: JSON.stringify(detail),
      request_id: scene.requestId,
    })),
  )
}
