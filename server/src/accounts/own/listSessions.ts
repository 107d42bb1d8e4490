import type { Config } from '../../config.ts'
import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'
import type { OwnSession } from './contract.ts'

interface Row extends Omit<OwnSession, 'startedAt' | 'lastActiveAt'> {
  startedAt: Date
  lastActiveAt: Date
}

/** More than anybody has doors. Signing out everywhere else ends the others, too. */
const mostShown = 50

/** Those that are open; this one first, then the one that was used last. */
export async function listSessions(
  { actor, trx }: Scene,
  { idleMinutes }: Config['session'],
): Promise<{ sessions: OwnSession[] }> {
  const found = await rows<Row>(trx, select, {
    accountId: actor.accountId,
    sessionId: actor.sessionId,
    most: mostShown,
    idle: `${idleMinutes[actor.kind]} minutes`,
  })
  const sessions = found.map(({ startedAt, lastActiveAt, ...session }) => ({
    ...session,
    startedAt: startedAt.toISOString(),
    lastActiveAt: lastActiveAt.toISOString(),
  }))
  return { sessions }
}

/** The idle limit moves with what the person does, so it says when that was. */
const select = `
  select id, door, device, started_at as "startedAt", id = :sessionId as current,
         greatest(started_at, least(now(), idle_ends_at - cast(:idle as interval))) as "lastActiveAt"
    from sessions
   where account_id = :accountId and ended_at is null and now() < least(idle_ends_at, ends_at)
   order by current desc, "lastActiveAt" desc, id
   limit :most`
