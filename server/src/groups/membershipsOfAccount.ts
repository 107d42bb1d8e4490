/**
 * The memberships that decide who may change an account: of every group that it opens. Besides those of today these are the
 * units that a patient has left but in whose conversations they still take part.
 */
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { TheirMembership } from './policy.ts'

const opens = `(
  theirs.ended_at is null
  or theirs.role = 'patient' and exists (
    select from participants talks
     where talks.account_id = theirs.account_id and talks.group_id = theirs.group_id and talks.left_at is null))`

/** As an expression, of an account `a`. */
export const membershipsOfAccount = asJson(opens)

/**
 * By account. `broughtBack`: the ids of ended memberships that the change in question opens again. `former`: whoever once
 * looked after the account counts, too, because a closed account has nobody else.
 */
export async function membershipsOfAccounts(
  { trx }: Pick<Scene, 'trx'>,
  accountIds: string[],
  { broughtBack = [], former = false }: { broughtBack?: string[]; former?: boolean } = {},
): Promise<Map<string, TheirMembership[]>> {
  if (accountIds.length === 0) return new Map()
  const found = await rows<{ id: string; memberships: TheirMembership[] }>(
    trx,
    `select a.id, ${asJson(`(:former or ${opens} or theirs.id = any(cast(:broughtBack as uuid[])))`)} as memberships
       from accounts a where a.id = any(:accountIds)`,
    { accountIds, broughtBack, former },
  )
  return new Map(found.map(({ id, memberships }) => [id, memberships]))
}

function asJson(condition: string): string {
  return `
    (select coalesce(json_agg(json_build_object('role', theirs.role, 'groupId', theirs.group_id,
                                                'groupKind', theirs.group_kind, 'specialtyId', of_theirs.specialty_id)), '[]')
       from memberships theirs join groups of_theirs on of_theirs.id = theirs.group_id
      where theirs.account_id = a.id and ${condition})`
}
