import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { enqueueAll, type AccountChange, type Jobs } from '../jobs.ts'
import { toldBefore } from './provedBefore.ts'

/**
 * Tells somebody that how they sign in was changed, at the address that is proved now: whoever does it in their place may
 * change the address next.
 */
export function tellOfAccountChange(scene: Pick<Scene, 'trx'>, accountId: string, what: AccountChange): Promise<void> {
  return tell(scene, what, [accountId], proved)
}

/** The same of a new way in, also at the addresses that staff have changed: whoever does it may have done that before. */
export function tellOfWayIn(scene: Pick<Scene, 'trx'>, accountIds: string[], what: AccountChange): Promise<void> {
  return tell(scene, what, accountIds, provedOrBefore)
}

const proved = 'select a.email where a.email_verified_at is not null'

/** As rows, of an account `a`. */
export const provedOrBefore = `${proved} union ${toldBefore}`

async function tell(
  { trx }: Pick<Scene, 'trx'>,
  what: AccountChange,
  accountIds: string[],
  addresses: string,
): Promise<void> {
  const told = await rows<Jobs['tellOfAccountChange']>(
    trx,
    `select a.id as "accountId", cast(:what as text) as what, told.address
       from accounts a cross join lateral (${addresses}) as told (address)
      where a.id = any(cast(:accountIds as uuid[])) and a.closed_at is null`,
    { accountIds, what },
  )
  await enqueueAll(trx, 'tellOfAccountChange', told)
}
