import type { Database } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { isDemandedOf } from './secondFactor/demands.ts'

/**
 * Which of these sessions may listen no longer: they have ended, by sign-out, by time, or with their account; or a unit
 * demands a second step by now, and their person has none.
 */
export async function endedSessions(
  db: Database,
  sessionIds: string[],
): Promise<{ ended: string[]; limited: string[] }> {
  const found = await rows<{ id: string; ended: boolean; limited: boolean }>(
    db,
    `select * from (
       select s.id, s.ended_at is not null or now() >= least(s.idle_ends_at, s.ends_at) or a.closed_at is not null as ended,
              a.kind = 'staff' and ${isDemandedOf('a.id')} as limited
         from sessions s join accounts a on a.id = s.account_id
        where s.id = any(:sessionIds)) as s
      where ended or limited`,
    { sessionIds },
  )
  return {
    ended: found.filter(({ ended }) => ended).map(({ id }) => id),
    limited: found.filter(({ ended }) => !ended).map(({ id }) => id),
  }
}
