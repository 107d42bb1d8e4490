import type { Person } from '../accounts/contract.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { Group } from '../groups/Group.ts'
import { today } from './checkAbsence.ts'
import type { Absence } from './contract.ts'
import { canSetAbsence, type Absent } from './findAbsent.ts'

interface UnitOfTheirs {
  id: string
  name: string
  contact: Person | null
}

/** Today's absences and those to come, in every unit of theirs in which the actor may set them; this one first. */
export async function showAbsences(
  scene: Scene,
  { unit, accountId, person }: Absent,
): Promise<{ person: Person; today: string; units: UnitOfTheirs[]; absences: Absence[] }> {
  const { trx, actor } = scene
  const theirs = await Group.query(trx).whereRaw(
    `id in (select group_id from memberships where account_id = ? and ended_at is null and role <> 'specialty_admin')`,
    [accountId],
  )
  const unitIds = theirs.filter((one) => canSetAbsence(actor, one, accountId)).map(({ id }) => id)
  const units = await rows<UnitOfTheirs>(
    trx,
    `select g.id, g.name, case when m.id is not null then json_build_object(
              'id', a.id, 'name', a.first_name || ' ' || a.last_name, 'kind', a.kind, 'roleTitle', m.role_title) end as contact
       from groups g
       left join memberships m on m.id = g.default_contact_id
       left join accounts a on a.id = m.account_id
      where g.id = any(:unitIds) order by g.id = :unitId desc, g.name, g.id`,
    { unitIds, unitId: unit.id },
  )
  const absences = await rows<Absence>(
    trx,
    `select b.id, b.group_id as "unitId", b.first_day as "firstDay", b.last_day as "lastDay",
            case when c.id is not null then json_build_object(
              'id', a.id, 'name', a.first_name || ' ' || a.last_name, 'kind', a.kind, 'roleTitle', c.role_title,
              'receives', c.receives and a.closed_at is null) end as cover
       from memberships m
       join absences b on b.membership_id = m.id and b.ended_at is null and b.last_day >= local_day(now())
       left join memberships c on c.id = b.cover_id
       left join accounts a on a.id = c.account_id
      where m.account_id = :accountId and m.group_id = any(:unitIds) and m.ended_at is null
      order by b.first_day, b.group_id = :unitId desc, b.id`,
    { accountId, unitIds, unitId: unit.id },
  )
  return { person, today: await today(scene), units, absences }
}
