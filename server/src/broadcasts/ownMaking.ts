/**
 * A piece of SQL, a select of ids: an author, and whom they could be themself. Whoever was added to the unit's staff, was
 * made an admin or was given another e-mail address within the last week by the author, or by one of those, is no second
 * pair of eyes.
 */
export const ownMaking = (authorId: string, groupId: string) => `
  with recursive made (id) as (
    select ${authorId}
    union
    select r.account_id
      from made
      join changesets s on s.created_by = made.id
      join changeset_rows r on r.changeset_id = s.id
     where s.group_id = ${groupId} and s.list = 'staff' and s.state = 'applied' and s.applied_at > now() - interval '7 days'
       and r.account_id is not null
       and (r.kind = 'new' or exists (select from jsonb_array_elements(r.cells) as cell
                                        where cell ->> 'column' in ('role', 'email')))
  )
  select id from made`
