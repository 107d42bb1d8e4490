import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { createLetterCode } from './letterCode.ts'
import { replaceOlderLinks, worksFor } from './requestLinks.ts'
import { hashToken } from './Session.ts'

export interface LetterCode {
  code: string
  worksUntil: Date
}

/**
 * A way for each of these people to choose a password that is printed and goes to no address. The code exists only in what
 * this returns. Whatever they could choose one with before stops working. For whoever holds the accounts' locks.
 */
export async function makeLetterCodes(
  { actor, trx }: Pick<Scene, 'actor' | 'trx'>,
  accountIds: string[],
): Promise<Map<string, LetterCode>> {
  if (accountIds.length === 0) return new Map()
  const codes = accountIds.map(() => createLetterCode())
  await rows(trx, replaceOlderLinks, { purpose: 'choose_password', accountIds })
  const made = await rows<{ accountId: string; worksUntil: Date }>(trx, insert, {
    accountIds,
    hashes: codes.map(hashToken),
    createdBy: actor.accountId,
    worksFor: worksFor.choose_password,
  })
  const until = new Map(made.map(({ accountId, worksUntil }) => [accountId, worksUntil]))
  return new Map(accountIds.map((id, n) => [id, { code: codes[n]!, worksUntil: until.get(id)! }]))
}

const insert = `
  insert into links (purpose, account_id, token_hash, created_by, expires_at, sent_at)
  select 'choose_password', made.account_id, made.hash, cast(:createdBy as uuid), now() + cast(:worksFor as interval), now()
    from unnest(cast(:accountIds as uuid[]), cast(:hashes as bytea[])) as made (account_id, hash)
  returning account_id as "accountId", expires_at as "worksUntil"`
