import type { Scene } from '../http/scene.ts'
import { Group } from './Group.ts'
import { ownGroupIds } from './policy.ts'

/** The groups that the actor can write to, by name: R2 for their own. `cursor` is the name after which to go on. */
export async function listGroups(
  { actor, trx }: Scene,
  { cursor = '', limit }: { cursor?: string | undefined; limit: number },
): Promise<{ groups: Group[]; next: string | null }> {
  const found = await Group.query(trx)
    .whereIn('id', ownGroupIds(actor))
    .where('messagingOn', true)
    .where('name', '>', cursor)
    .orderBy('name')
    .limit(limit + 1)
  const groups = found.slice(0, limit)
  return { groups, next: found.length > limit ? (groups.at(-1)?.name ?? null) : null }
}
