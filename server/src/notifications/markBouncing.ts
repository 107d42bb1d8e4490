import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'

/** E-mail to this person's address was refused for good; unless they have another by now, that shows beside their name. */
export async function markBouncing(
  trx: Transaction,
  { accountId, address }: { accountId: string; address: string },
): Promise<void> {
  await rows(
    trx,
    `update accounts set email_bouncing_at = now()
      where id = :accountId and email = :address and email_bouncing_at is null`,
    { accountId, address },
  )
}
