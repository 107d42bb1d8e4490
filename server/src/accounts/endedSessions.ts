import type { Database } from '../db/connect.ts'
import { rows } from '../db/rows.ts'

/** Which of these sessions have ended, by sign-out, by time, or with their account. */
export async function endedSessions(db: Database, sessionIds: string[]): Promise<string[]> {
  const ended = await rows<{ id: string }>(
    db,
    `select s.id from sessions s join accounts a on a.id = s.account_id
      where s.id = any(:sessionIds)
        and (s.ended_at is not null or now() >= least(s.idle_ends_at, s.ends_at) or a.closed_at is not null)`,
    { sessionIds },
  )
  return ended.map(({ id }) => id)
}
