import { record } from '../../audit/record.ts'
import type { SessionEnd } from '../../contract/problem.ts'
import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'
import { withdrawChallenges } from '../passkeys/challenges.ts'
import { withdrawTickets } from '../secondFactor/tickets.ts'

/**
 * Ends every session of the actor but the one that asks, also those that only lack a code, and closes their live streams.
 * What they can sign in with stays: a password is changed and a passkey is removed one by one.
 */
export async function endOtherSessions(
  scene: Scene,
  because: Extract<SessionEnd, 'elsewhere' | 'password'>,
): Promise<{ ended: number }> {
  const { accountId, sessionId } = scene.actor
  const ended = await rows<{ id: string; live: boolean }>(
    scene.trx,
    `update sessions set ended_at = now(), ended_because = :because
      where account_id = :accountId and id <> :sessionId and ended_at is null
     returning id, now() < least(idle_ends_at, ends_at) as live`,
    { accountId, sessionId, because },
  )
  await withdrawTickets(scene, [accountId])
  await withdrawChallenges(scene, [accountId])
  for (const { id } of ended) scene.announce({ accountIds: [accountId], endedSessionId: id })
  const live = ended.filter((one) => one.live).length
  await record(scene, 'sessions.ended', { detail: { count: live } })
  return { ended: live }
}
