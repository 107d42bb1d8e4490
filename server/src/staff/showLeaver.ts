import type { Person } from '../accounts/contract.ts'
import type { Row } from '../changesets/Sheet.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import {
  guardAccounts,
  guardDefaultContact,
  guardLastAdmin,
  guardOneself,
  guardOtherUnits,
  listColleagues,
} from './guards.ts'
import { loadStaff } from './loadStaff.ts'

interface Leaving {
  person: Person
  username: string
  openConversations: number
  conversations: { id: string; with: string; lastActivityAt: string }[]
  absences: { firstDay: string; lastDay: string }[]
  covers: { name: string; firstDay: string; lastDay: string }[]
  elsewhere: string[]
  takesOver: (Person & { username: string }) | null
  isDefaultContact: boolean
}

interface Possible {
  can: { closeHere: boolean; closeAltogether: boolean }
  because: string | null
}

/** What closing a colleague's account would touch. Never about what their conversations are, only with whom. */
export async function showLeaver(scene: Scene, unit: Group, accountId: string): Promise<Leaving & Possible> {
  const [leaving] = await rows<Leaving>(scene.trx, statement, { unitId: unit.id, accountId })
  if (!leaving) throw new Problem('notFound')
  return {
    ...leaving,
    conversations: leaving.conversations.map((one) => ({
      ...one,
      lastActivityAt: new Date(one.lastActivityAt).toISOString(),
    })),
    ...(await whatIsPossible(scene, unit, accountId)),
  }
}

/** Asks the guards of the staff list, so that what is offered here is what a changeset may do. */
async function whatIsPossible(scene: Scene, unit: Group, accountId: string): Promise<Possible> {
  const [person] = await loadStaff(scene, unit, [accountId], { gone: false })
  const staff = await listColleagues(scene, unit)
  const whyNot = async (close: string): Promise<string | null> => {
    const row: Row = {
      ...{ line: 1, person: person!, wanted: { close }, changes: { close }, errors: [], candidates: [] },
      ...{ decided: undefined, joins: null, undoes: null },
    }
    guardOneself(scene, [row])
    guardLastAdmin(staff, [row])
    guardDefaultContact(unit, staff, [row])
    await guardAccounts(scene, [row])
    await guardOtherUnits(scene, unit, [row])
    return row.errors[0]?.message ?? null
  }
  const [here, altogether] = [await whyNot('this unit'), await whyNot('altogether')]
  return { can: { closeHere: here === null, closeAltogether: altogether === null }, because: here ?? altogether }
}

const notOver = 'ended_at is null and last_day >= local_day(now())'

const openOnes = `
  participants p where p.account_id = a.id and p.group_id = m.group_id and not p.archived and p.left_at is null`

/** The patient; among staff up to three colleagues. */
const withWhom = `
  coalesce(
    (select pa.first_name || ' ' || pa.last_name from participants patient join accounts pa on pa.id = patient.account_id
      where patient.conversation_id = p.conversation_id and patient.account_kind = 'patient'),
    (select string_agg(others.name, ', ' order by others.place) filter (where others.place <= 3)
              || case when count(*) > 3 then ' and ' || count(*) - 3 || ' more' else '' end
       from (select c.first_name || ' ' || c.last_name as name,
                    row_number() over (order by c.last_name, c.first_name, c.id) as place
               from participants other join accounts c on c.id = other.account_id
              where other.conversation_id = p.conversation_id and other.account_id <> p.account_id
                and other.left_at is null) as others),
    'Nobody else')`

const statement = `
  select json_build_object('id', a.id, 'name', a.first_name || ' ' || a.last_name, 'kind', a.kind,
                           'roleTitle', m.role_title) as person,
         a.username, g.default_contact_id is not distinct from m.id as "isDefaultContact",
         (select count(*) from (select from ${openOnes} limit 1000) as open) as "openConversations",
         (select coalesce(json_agg(json_build_object('id', latest.id, 'with', latest.whom, 'lastActivityAt', latest.at)
                                   order by latest.at desc, latest.id desc), '[]')
            from (select p.conversation_id as id, p.last_activity_at as at, ${withWhom} as whom
                    from ${openOnes}
                   order by p.last_activity_at desc, p.conversation_id desc limit 50) as latest) as conversations,
         (select coalesce(json_agg(json_build_object('firstDay', own.first_day, 'lastDay', own.last_day)
                                   order by own.first_day), '[]')
            from (select first_day, last_day from absences
                   where membership_id = m.id and ${notOver} order by first_day limit 50) as own) as absences,
         (select coalesce(json_agg(json_build_object('name', theirs.name, 'firstDay', theirs.first_day,
                                                     'lastDay', theirs.last_day) order by theirs.first_day, theirs.name), '[]')
            from (select b.first_day, b.last_day, ca.first_name || ' ' || ca.last_name as name
                    from absences b join memberships cm on cm.id = b.membership_id join accounts ca on ca.id = cm.account_id
                   where b.cover_id = m.id and b.ended_at is null and b.last_day >= local_day(now()) order by b.first_day, b.id limit 50) as theirs) as covers,
         (select coalesce(json_agg(eg.name order by eg.name), '[]')
            from memberships em join groups eg on eg.id = em.group_id
           where em.account_id = a.id and em.ended_at is null and em.group_id <> m.group_id) as elsewhere,
         (select json_build_object('id', ta.id, 'name', ta.first_name || ' ' || ta.last_name, 'kind', ta.kind,
                                   'roleTitle', tm.role_title, 'username', ta.username)
            from memberships tm join accounts ta on ta.id = tm.account_id
           where tm.id = g.default_contact_id and tm.id <> m.id and ta.closed_at is null) as "takesOver"
    from memberships m
    join accounts a on a.id = m.account_id
    join groups g on g.id = m.group_id
   where m.group_id = :unitId and m.account_id = :accountId and m.ended_at is null and m.role in ('staff', 'unit_admin')
     and a.closed_at is null`
