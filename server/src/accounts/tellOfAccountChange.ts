import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { enqueue, type AccountChange } from '../jobs.ts'

/**
 * Tells somebody that how they sign in was changed, at the address that is proved now: whoever does it in their place may
 * change the address next.
 */
export async function tellOfAccountChange(
  { trx }: Pick<Scene, 'trx'>,
  accountId: string,
  what: AccountChange,
): Promise<void> {
  const [proved] = await rows<{ address: string }>(
    trx,
    `select email as address from accounts
      where id = :accountId and email_verified_at is not null and closed_at is null`,
    { accountId },
  )
  if (proved) await enqueue(trx, 'tellOfAccountChange', { accountId, what, address: proved.address })
}
