import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { enqueueAll, type ColleagueDid, type Jobs } from '../jobs.ts'
import { provedOrBefore } from './tellOfAccountChange.ts'

/**
 * Tells people what the actor did in their name in a unit, and what others can read by it: nobody comes to read a
 * colleague's messages without the colleague knowing. Nobody is told of what they did themselves.
 */
export async function tellOfColleague(
  { trx, actor }: Pick<Scene, 'trx' | 'actor'>,
  what: ColleagueDid,
  groupId: string,
  accountIds: string[],
): Promise<void> {
  const others = accountIds.filter((accountId) => accountId !== actor.accountId)
  if (others.length === 0) return
  const told = await rows<Jobs['tellOfColleague']>(
    trx,
    `select a.id as "accountId", cast(:what as text) as what, cast(:byId as text) as "byId",
            cast(:groupId as text) as "groupId", told.address
       from accounts a cross join lateral (${provedOrBefore}) as told (address)
      where a.id = any(cast(:accountIds as uuid[])) and a.closed_at is null`,
    { what, byId: actor.accountId, groupId, accountIds: others },
  )
  await enqueueAll(trx, 'tellOfColleague', told)
}
