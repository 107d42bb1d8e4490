import { says } from '../groups/sayGroup.ts'

const groupsOf = (people: string) => `
  select said.name from groups said
   where said.kind <> 'central_support'
     and said.id in (select unnest(array[own.id, own.specialty_id])
                       from memberships k join groups own on own.id = k.group_id
                      where k.account_id in (${people})
                     union select unnest(array[g.id, g.specialty_id]))`

/**
 * As an expression, of a message `m` in a group `g` for an account `a`: what its sender's name must not say, because it tells
 * where somebody is treated or by whom. Lists refuse such names; a unit may have come to be called like somebody later.
 */
export const unsaidInEmails = `
  array(${groupsOf('a.id, m.author_id')}
        union all
        select title.said from memberships k cross join lateral (values (k.role_title), (m.author_role_title)) as title (said)
         where k.account_id in (a.id, m.author_id) and title.said is not null)`

/** The same of what a colleague `by` did for `a` in a group `g`. */
export const unsaidOfColleague = `
  array(${groupsOf('a.id, by.id')}
        union all
        select k.role_title from memberships k where k.account_id in (a.id, by.id) and k.role_title is not null)`

/** Null: the e-mail does not say who it was, as in units that do not want names in e-mails. */
export function senderInEmails(name: string | null, unsaid: string[]): string | null {
  return name === null || says(name, unsaid) ? null : name
}
