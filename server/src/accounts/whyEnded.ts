import type { SessionEnd } from '../contract/problem.ts'
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { hashToken } from './Session.ts'

/** Why a session is over: for whoever holds its token, and nobody else. Undefined: there is none, or nobody wrote it down. */
export async function whyEnded(trx: Transaction, token: string): Promise<SessionEnd | undefined> {
  const [session] = await rows<{ because: SessionEnd | null }>(trx, select, { tokenHash: hashToken(token) })
  return session?.because ?? undefined
}

/** Its limits first: whoever was away for long does not wonder who has signed them out. */
const select = `
  select case when least(s.idle_ends_at, s.ends_at) <= coalesce(s.ended_at, now())
              then case when s.ends_at <= s.idle_ends_at then 'tooLong' else 'idle' end
              when s.ended_because is not null then s.ended_because
              when a.closed_at is not null then 'closed' end as because
    from sessions s join accounts a on a.id = s.account_id
   where s.token_hash = :tokenHash`
