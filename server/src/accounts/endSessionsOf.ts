import type { SessionEnd } from '../contract/problem.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { withdrawChallenges } from './passkeys/challenges.ts'
import { withdrawTickets } from './secondFactor/tickets.ts'

/** Ends every session of these people on the server, also those that only lack a code, and closes their live streams. */
export async function endSessionsOf(
  { trx, announce }: Pick<Scene, 'trx' | 'announce'>,
  accountIds: string[],
  because: Extract<SessionEnd, 'password' | 'reset' | 'closed'>,
): Promise<void> {
  const ended = await rows<{ id: string; accountId: string }>(
    trx,
    `update sessions set ended_at = now(), ended_because = :because
      where account_id = any(cast(:accountIds as uuid[])) and ended_at is null
     returning id, account_id as "accountId"`,
    { accountIds, because },
  )
  await withdrawTickets({ trx }, accountIds)
  await withdrawChallenges({ trx }, accountIds)
  for (const { id, accountId } of ended) announce({ accountIds: [accountId], endedSessionId: id })
}
