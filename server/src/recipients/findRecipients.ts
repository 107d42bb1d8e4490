import { fullName } from '../accounts/Account.ts'
import type { AccountKind } from '../accounts/contract.ts'
import { rows } from '../db/rows.ts'
import type { WritableGroup } from '../groups/listGroups.ts'
import type { Scene } from '../http/scene.ts'
import { holdMemberships } from './holdMemberships.ts'
import { kindsListedFor } from './policy.ts'

export interface FoundRecipient {
  accountId: string
  kind: AccountKind
  membershipId: string
  name: string
}

/**
 * Those of these people who are in the actor's recipient list of the group: the same rule as `listRecipients`, asked
 * again when something is sent, because nothing rests on what a picker offered. Their memberships and the actor's own
 * cannot end before what is sent is stored.
 */
export async function findRecipients(
  { actor, trx }: Pick<Scene, 'actor' | 'trx'>,
  { group, section }: WritableGroup,
  accountIds: string[],
): Promise<FoundRecipient[]> {
  await holdMemberships({ actor, trx })
  const found = await rows<{
    accountId: string
    membershipId: string
    kind: AccountKind
    firstName: string
    lastName: string
  }>(
    trx,
    `select a.id as "accountId", m.id as "membershipId", a.kind, a.first_name as "firstName", a.last_name as "lastName"
       from memberships m join accounts a on a.id = m.account_id
      where m.group_id = :groupId and m.account_id = any(:accountIds) and m.account_id <> :actorId
        and m.ended_at is null and a.closed_at is null
        and (m.receives or m.role = 'patient') and a.kind = any(:kinds)
      order by m.sort_name, m.account_id
        for share of m`,
    { groupId: group.id, accountIds, actorId: actor.accountId, kinds: kindsListedFor(actor, section) },
  )
  return found.map((row) => ({
    accountId: row.accountId,
    membershipId: row.membershipId,
    kind: row.kind,
    name: fullName(row),
  }))
}
