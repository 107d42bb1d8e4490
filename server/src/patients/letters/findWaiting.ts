import { rows } from '../../db/rows.ts'
import { membershipsOfAccount } from '../../groups/membershipsOfAccount.ts'
import { canChangeAccount, type TheirMembership } from '../../groups/policy.ts'
import type { Scene } from '../../http/scene.ts'

const chunk = 500

/** A letter was made for them that works still; of an account `a`. */
export const hasLetter = `
  exists (select from links l
           where l.account_id = a.id and l.purpose = 'choose_password' and l.address is null
             and l.used_at is null and l.replaced_at is null and l.locked_at is null and l.expires_at > now())`

/**
 * The accounts of the unit's patients who can come in by a letter only and have none: without an e-mail address, never had
 * a password. Those whom the actor looks after, by name, at most so many.
 */
export async function findWaiting({ trx, actor }: Scene, unitId: string, most: number): Promise<string[]> {
  const found: string[] = []
  for (let after: string | null = null; ;) {
    const some: Candidate[] = await rows<Candidate>(trx, candidates, { unitId, after, chunk })
    for (const { accountId, memberships } of some)
      if (found.length < most && canChangeAccount(actor, memberships)) found.push(accountId)
    if (found.length === most || some.length < chunk) return found
    after = some.at(-1)!.accountId
  }
}

interface Candidate {
  accountId: string
  memberships: TheirMembership[]
}

const candidates = `
  select a.id as "accountId", ${membershipsOfAccount} as memberships
    from memberships m join accounts a on a.id = m.account_id
   where m.group_id = :unitId and m.role = 'patient' and m.unreachable = 'none' and m.ended_at is null
     and a.password_hash is null and a.closed_at is null and not ${hasLetter}
     and (cast(:after as uuid) is null or (m.sort_name, m.account_id) > (
           select last.sort_name, last.account_id from memberships last
            where last.group_id = :unitId and last.account_id = cast(:after as uuid) and last.role = 'patient' limit 1))
   order by m.sort_name, m.account_id
   limit :chunk`
