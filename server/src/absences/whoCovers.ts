/**
 * Who receives instead of somebody who is away: along the chain of covers, past everybody who is away too, ending at the
 * group's default messaging contact, who receives even while away with nobody covering. A cover who is no recipient any more
 * is passed over; nobody is met twice, so that a circle ends as well. Nor does a chain end at whoever set one of its absences
 * for somebody else, so that nobody lets themself into a colleague's conversations; the default messaging contact is who gets
 * them anyway. Beside a patient it ends at somebody who may join the conversation: at last at the default messaging contact of
 * one of the patient's units, or at nobody.
 */
import type { Person } from '../accounts/contract.ts'
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { mayJoin } from '../groups/mayJoin.ts'
import type { Scene } from '../http/scene.ts'

export interface Covered {
  /** Whose absence it is. */
  membershipId: string
  day: string
  /** The last day, with absences that follow at once. */
  until: string
  /** Null: nobody but the absent person, who is the default messaging contact, or the group has none. */
  instead: (Person & { membershipId: string }) | null
}

/** An absence as it would be, for a look ahead. */
export interface Supposed {
  /** The absence in whose place it would stand. */
  absenceId: string | null
  membershipId: string
  firstDay: string
  lastDay: string
  coverId: string | null
}

/** Of these memberships those that are away today, by membership. One query, whoever they are. */
export async function whoCovers(
  trx: Transaction,
  membershipIds: string[],
  { day = null, patientId }: { day?: string | null; patientId?: string | undefined } = {},
): Promise<Map<string, Covered>> {
  if (membershipIds.length === 0) return new Map()
  const asked = `select unnest(cast(:membershipIds as uuid[])) as membership_id, coalesce(cast(:day as date), local_day(now())) as day`
  const found = await rows<Covered>(trx, walkThrough('absences', asked, { besidePatient: patientId !== undefined }), {
    ...{ membershipIds, day },
    ...(patientId !== undefined && { patientId }),
  })
  return new Map(found.map((one) => [one.membershipId, one]))
}

/** Day by day, from today on, if the actor set this absence. */
export async function whoWouldCover({ trx, actor }: Scene, supposed: Supposed): Promise<Covered[]> {
  const asked = `
    select cast(:membershipId as uuid) as membership_id, cast(day as date) as day
      from generate_series(greatest(cast(:firstDay as date), local_day(now())), cast(:lastDay as date), interval '1 day') as day`
  const absent = `(
    select membership_id, group_id, first_day, last_day, cover_id, set_by, ended_at from absences
     where id is distinct from cast(:absenceId as uuid)
    union all
    select id, group_id, cast(:firstDay as date), cast(:lastDay as date), cast(:coverId as uuid), cast(:setBy as uuid), null
      from memberships where id = cast(:membershipId as uuid))`
  return rows<Covered>(trx, walkThrough(absent, asked), { ...supposed, setBy: actor.accountId })
}

const on = (absence: string, day: string) =>
  `${absence}.ended_at is null and ${day} between ${absence}.first_day and ${absence}.last_day`

/** The group's, or else that of another of the patient's units, first one in which the absent person works. */
const contactBesidePatient = `(
  select contact.id from groups theirs
    join memberships contact on contact.id = theirs.default_contact_id
    join accounts of_contact on of_contact.id = contact.account_id and of_contact.closed_at is null
   where contact.receives and ${mayJoin('contact.account_id', ':patientId')}
     and theirs.id in (select g.id union all
                       select group_id from memberships where account_id = :patientId and ended_at is null)
   order by theirs.id = g.id desc, exists (
     select from memberships works where works.account_id = absentees.account_id and works.ended_at is null
        and works.group_id = theirs.id) desc, theirs.id
   limit 1)`

/** `absent`: where the absences are; `asked`: whose absence on which day. */
function walkThrough(absent: string, asked: string, { besidePatient = false } = {}): string {
  const may = (accountId: string) => (besidePatient ? mayJoin(accountId, ':patientId') : 'true')
  return `
    with recursive asked as (${asked}), walk as (
      select asked.membership_id as for_id, asked.day, a.group_id, a.last_day, a.cover_id, asked.membership_id as at_id,
             array[asked.membership_id] as passed, array[a.set_by] as setters, true as goes_on
        from asked join ${absent} a on a.membership_id = asked.membership_id and ${on('a', 'asked.day')}
      union all
      select walk.for_id, walk.day, walk.group_id, walk.last_day, further.cover_id, next.id, walk.passed || next.id,
             array_remove(walk.setters || further.set_by, null), further.membership_id is not null or not next.may
        from walk
        join groups g on g.id = walk.group_id
       cross join lateral (
         select m.id, ${may('m.account_id')} and
                (m.id is not distinct from g.default_contact_id or m.account_id <> all(walk.setters)) as may
           from memberships m join accounts a on a.id = m.account_id
          where m.id in (walk.cover_id, g.default_contact_id) and m.receives and a.closed_at is null
            and m.id <> all(walk.passed)
          order by m.id is not distinct from walk.cover_id desc limit 1
       ) next
        -- At most one: nobody is away twice on a day. One by one, because few are away, of many who have been.
        left join lateral (
          select further.* from ${absent} further
           where further.membership_id = next.id and ${on('further', 'walk.day')} limit 1
        ) further on true
       where walk.goes_on
    ), ended as (
      select first.for_id, first.day, first.group_id, first.last_day, last.at_id
        from walk first
        left join walk last on last.for_id = first.for_id and last.day = first.day and not last.goes_on
       where first.at_id = first.for_id
    )
    select ended.for_id as "membershipId", ended.day,
           (with recursive run as (
              select ended.last_day as last_day
              union all
              select a.last_day from run join ${absent} a
                on a.membership_id = ended.for_id and a.ended_at is null and a.first_day = run.last_day + 1
            ) select max(last_day) from run) as until,
           case when m.id is not null then json_build_object(
             'membershipId', m.id, 'id', a.id, 'kind', a.kind, 'name', a.first_name || ' ' || a.last_name,
             'roleTitle', m.role_title) end as instead
      from ended
      join groups g on g.id = ended.group_id
      join memberships absentees on absentees.id = ended.for_id
      left join memberships m on m.account_id <> absentees.account_id and m.id = coalesce(
        ended.at_id, ${besidePatient ? contactBesidePatient : 'g.default_contact_id'})
      left join accounts a on a.id = m.account_id
     order by ended.for_id, ended.day`
}
