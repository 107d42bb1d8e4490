import type { AccountKind } from '../accounts/contract.ts'
import { rows } from '../db/rows.ts'
import { canAdminister, ownGroupIds } from '../groups/policy.ts'
import type { Actor, Scene } from '../http/scene.ts'
import type { Reach, UnreachableReason } from '../patients/contract.ts'
import { getsTexts, unreachableBy } from '../patients/reachSql.ts'
import type { FoundConversation } from './findConversation.ts'

interface Row {
  accountId: string
  kind: AccountKind
  unreachable: UnreachableReason | null
  texts: boolean
  telephone: string | null
  /** Theirs today, that of the conversation first. */
  units: { id: string; kind: 'unit'; specialtyId: string | null }[]
}

/**
 * How the others who take part learn of a message, by account: for staff, before they write (issue "every notification
 * arrives or somebody knows"). Patients learn nothing about anybody's address.
 */
export async function reachOf(
  { actor, trx }: Pick<Scene, 'actor' | 'trx'>,
  { participants, group }: Pick<FoundConversation, 'participants' | 'group'>,
  { texts }: { texts: boolean },
): Promise<Map<string, Reach>> {
  if (actor.kind === 'patient') return new Map()
  const accountIds = participants
    .filter(({ accountId, left }) => !left && accountId !== actor.accountId)
    .map(({ accountId }) => accountId)
  const found = await rows<Row>(trx, select, { accountIds, groupId: group.id, texts })
  return new Map(found.map((row) => [row.accountId, present(row, actor)]))
}

function present({ kind, unreachable, texts, telephone, units }: Row, actor: Actor): Reach {
  const lookedAfter = units.find((unit) => canAdminister(actor, unit))
  const mine = ownGroupIds(actor)
  const mayCall = lookedAfter !== undefined || (kind === 'patient' && units.some(({ id }) => mine.includes(id)))
  return {
    unreachable,
    texts,
    telephone: unreachable && mayCall ? telephone : null,
    unitId: unreachable ? (lookedAfter?.id ?? null) : null,
  }
}

const select = `
  select a.id as "accountId", a.kind, ${unreachableBy('a')} as unreachable, ${getsTexts('a')} as texts, a.telephone,
         coalesce((select json_agg(json_build_object('id', g.id, 'kind', g.kind, 'specialtyId', g.specialty_id)
                            order by g.id = :groupId desc, g.id)
                     from memberships m join groups g on g.id = m.group_id
                    where m.account_id = a.id and m.ended_at is null and g.kind = 'unit'), '[]') as units
    from accounts a where a.id = any(cast(:accountIds as uuid[]))`
