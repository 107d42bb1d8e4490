/** A request for approval is no use that nobody notices: how many wait, and who hears at once that something has moved. */
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import { canAdminister } from '../groups/policy.ts'
import type { Scene } from '../http/scene.ts'
import { ownMaking } from './ownMaking.ts'

interface ToApprove {
  unitId: string
  count: number
}

interface WaitingRow extends ToApprove {
  id: string
  kind: 'unit'
  specialtyId: string
}

/** Of the units that the actor administers: broadcasts that they may approve. */
export async function countToApprove({ trx, actor }: Scene): Promise<ToApprove[]> {
  const found = await rows<WaitingRow>(
    trx,
    `select g.id, g.id as "unitId", g.kind, g.specialty_id as "specialtyId", waiting.count
       from (select b.group_id, count(*) from broadcasts b
              where b.state = 'awaiting_approval' and b.author_id <> :actorId
                and not cast(:actorId as uuid) = any(array(${ownMaking('b.author_id', 'b.group_id')}))
              group by b.group_id) as waiting
       join groups g on g.id = waiting.group_id`,
    { actorId: actor.accountId },
  )
  return found.filter((unit) => canAdminister(actor, unit)).map(({ unitId, count }) => ({ unitId, count }))
}

/** Every admin of the unit who is at their desk looks again: whoever waits, and whoever is waited for. */
export async function tellAdmins({ trx, announce }: Scene, { id, specialtyId }: Group): Promise<void> {
  const admins = await rows<{ id: string }>(
    trx,
    `select distinct account_id as id from memberships
      where group_id in (select id from groups where id in (:id, :specialtyId) or kind = 'central_support')
        and role <> 'patient' and role in ('unit_admin', 'specialty_admin', 'support') and ended_at is null
        and (role <> 'unit_admin' or group_id = :id)`,
    { id, specialtyId },
  )
  announce({ accountIds: admins.map((admin) => admin.id), lookAgain: true })
}
