/** What people see of their passkeys and do with them. */
import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { tellOfAccountChange } from '../tellOfAccountChange.ts'
import type { Passkey } from './contract.ts'

interface Row extends Omit<Passkey, 'createdAt' | 'lastUsedAt'> {
  createdAt: Date
  lastUsedAt: Date | null
}

export async function listPasskeys({ trx, actor }: Scene): Promise<{ passkeys: Passkey[] }> {
  const found = await rows<Row>(
    trx,
    `select id, name, created_at as "createdAt", last_used_at as "lastUsedAt" from passkeys
      where account_id = :accountId order by created_at, id`,
    { accountId: actor.accountId },
  )
  const passkeys = found.map(({ createdAt, lastUsedAt, ...passkey }) => ({
    ...passkey,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }))
  return { passkeys }
}

export async function renamePasskey(
  scene: Scene,
  { passkeyId, name }: { passkeyId: string; name: string },
): Promise<void> {
  const { accountId } = scene.actor
  const renamed = await rows(
    scene.trx,
    'update passkeys set name = :name where id = :passkeyId and account_id = :accountId returning id',
    { passkeyId, accountId, name },
  )
  if (renamed.length === 0) throw new Problem('notFound')
  await record(scene, 'passkey.renamed', { detail: { accountId, passkeyId } })
}

/**
 * Without the password: it opens nothing, whoever has lost a phone must be able to do it at once, and those who always
 * sign in with a passkey are those who have forgotten their password. They are told, in case it was somebody else.
 */
export async function removePasskey(scene: Scene, passkeyId: string): Promise<void> {
  const { accountId } = scene.actor
  const removed = await rows(
    scene.trx,
    'delete from passkeys where id = :passkeyId and account_id = :accountId returning id',
    { passkeyId, accountId },
  )
  if (removed.length === 0) throw new Problem('notFound')
  await record(scene, 'passkey.removed', { detail: { accountId, passkeyId } })
  await tellOfAccountChange(scene, accountId, 'passkeyRemoved')
}
