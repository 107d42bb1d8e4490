import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { endSessionsOf } from './endSessionsOf.ts'

/**
 * Closes those of these accounts that are open, whose rows must be locked: their sessions end, and their links are useless
 * for good, also when the account is opened again. Password and passkeys
 * stay, and open nothing while it is closed. Returns whose it closed.
 */
export async function closeAccounts(scene: Pick<Scene, 'trx' | 'announce'>, accountIds: string[]): Promise<string[]> {
  if (accountIds.length === 0) return []
  const closed = await rows<{ id: string }>(
    scene.trx,
    `update accounts set closed_at = now() where id = any(cast(:accountIds as uuid[])) and closed_at is null returning id`,
    { accountIds },
  )
  const ids = closed.map(({ id }) => id)
  await rows(
    scene.trx,
    `update links set replaced_at = now()
      where account_id = any(cast(:ids as uuid[])) and used_at is null and replaced_at is null`,
    { ids },
  )
  await endSessionsOf(scene, ids, 'closed')
  return ids
}
