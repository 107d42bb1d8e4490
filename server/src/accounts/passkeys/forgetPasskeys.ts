import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import type { Actor, Scene } from '../../http/scene.ts'
import { tellOfAccountChange } from '../tellOfAccountChange.ts'

/**
 * Takes all of somebody's passkeys away, and tells them: for who starts their sign-in anew, because a phone was lost or
 * another may know how they sign in. Returns how many there were.
 */
export async function forgetPasskeys(
  scene: Pick<Scene<Actor | null>, 'trx' | 'requestId' | 'actor'>,
  accountId: string,
  { groupId }: { groupId?: string } = {},
): Promise<number> {
  const gone = await rows(scene.trx, 'delete from passkeys where account_id = :accountId returning id', { accountId })
  if (gone.length === 0) return 0
  await record(scene, 'passkeys.removed', { ...(groupId && { groupId }), detail: { accountId, count: gone.length } })
  await tellOfAccountChange(scene, accountId, 'passkeyRemoved')
  return gone.length
}
