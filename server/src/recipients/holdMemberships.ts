import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'

/**
 * The memberships with which the actor does something, and those of whom they do it to, end only after it is stored. If one
 * of the actor's own has ended while this waited, they may no longer do it.
 */
export async function holdMemberships(
  { actor, trx }: Pick<Scene, 'actor' | 'trx'>,
  otherIds: string[] = [],
): Promise<void> {
  const held = await rows<{ id: string }>(
    trx,
    'select id from memberships where account_id = any(:accountIds) and ended_at is null order by id for share',
    { accountIds: [actor.accountId, ...otherIds] },
  )
  const ids = new Set(held.map(({ id }) => id))
  if (!actor.memberships.every(({ id }) => ids.has(id))) throw new Problem('notFound')
}
