/**
 * Addresses of an account that somebody had proved and that staff have changed. Whoever did that could be on the way to take
 * the account over: so for some days paper is no way in, and who reads the old address is told of what opens the account.
 */
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'

interface Left {
  accountId: string
  address: string
}

/** For whoever has just changed or removed them. */
export async function keepProved({ trx }: Pick<Scene, 'trx'>, left: Left[]): Promise<void> {
  if (left.length === 0) return
  await rows(
    trx,
    `insert into proved_before (account_id, address)
     select "accountId", address from jsonb_to_recordset(cast(:left as jsonb)) as p ("accountId" uuid, address text)`,
    { left: JSON.stringify(left) },
  )
}

/** A piece of SQL, of an account `a`: staff have changed a proved address within the last week. */
export const lostProofLately = `
  exists (select from proved_before p where p.account_id = a.id and p.changed_at > now() - interval '7 days')`

/** A piece of SQL, of an account `a`: the addresses, as a set. */
export const toldBefore = `
  select p.address from proved_before p where p.account_id = a.id and p.changed_at > now() - interval '30 days'`
