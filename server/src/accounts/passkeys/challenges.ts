/** What a device signs: random, made here, good for one purpose, once, within a few minutes. */
import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'
import { createToken, hashToken } from '../Session.ts'

/** Long enough to look for the phone or to scan a code with it. */
const minutes = 5
/** How long the browser waits, so that an answer that comes is in time. */
export const waitMs = (minutes * 60 - 15) * 1000

type Purpose = { purpose: 'add'; accountId: string } | { purpose: 'sign_in'; accountId?: null }

/** Of those that nobody answered some are swept with each new one, so that they never pile up. */
const sweep = `
  delete from passkey_challenges
   where challenge_hash in (select challenge_hash from passkey_challenges where expires_at < now()
                             order by expires_at limit 50 for update skip locked)`

export async function giveChallenge(
  { trx }: Pick<Scene, 'trx'>,
  { purpose, accountId = null }: Purpose,
): Promise<string> {
  const challenge = createToken()
  await rows(trx, sweep)
  await rows(
    trx,
    `insert into passkey_challenges (challenge_hash, purpose, account_id, expires_at)
     values (:hash, :purpose, :accountId, now() + cast(:worksFor as interval))`,
    { hash: hashToken(challenge), purpose, accountId, worksFor: `${minutes} minutes` },
  )
  return challenge
}

/**
 * Uses up the challenge that an answer holds. False when it is not one of ours, for another purpose or account, used or too
 * old: then the answer is worth nothing. Of several answers at once to one challenge, one finds it.
 */
export async function takeChallenge(
  { trx }: Pick<Scene, 'trx'>,
  challenge: string | undefined,
  { purpose, accountId = null }: Purpose,
): Promise<boolean> {
  if (!challenge) return false
  const taken = await rows<{ inTime: boolean }>(
    trx,
    `delete from passkey_challenges
      where challenge_hash = :hash and purpose = :purpose and account_id is not distinct from cast(:accountId as uuid)
     returning expires_at > now() as "inTime"`,
    { hash: hashToken(challenge), purpose, accountId },
  )
  return taken[0]?.inTime ?? false
}

/** What was begun with a password ends with it, and with the sessions. */
export async function withdrawChallenges({ trx }: Pick<Scene, 'trx'>, accountIds: string[]): Promise<void> {
  await rows(trx, 'delete from passkey_challenges where account_id = any(cast(:accountIds as uuid[]))', { accountIds })
}

/** The challenge that a browser says it was given. */
export function challengeIn({ clientDataJSON }: { clientDataJSON: string }): string | undefined {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as { challenge?: unknown }
    return typeof challenge === 'string' ? challenge : undefined
  } catch {
    return undefined
  }
}
