/** Pieces of SQL about who has a second step, and of whom one is demanded. */

export const hasSecondFactor = (accountId: string) =>
  `exists (select from second_factors f where f.account_id = ${accountId} and f.confirmed_at is not null)`

/**
 * A unit in which they work, or which they look after, demands a second step, and they have none. Whoever may switch the demand
 * off, or let somebody in, is not to do it with a password alone.
 */
export const isDemandedOf = (accountId: string) => `(not ${hasSecondFactor(accountId)} and ${isAskedOf(accountId)})`

const isAskedOf = (accountId: string) => `exists (
  select from memberships m
   where m.account_id = ${accountId} and m.account_kind = 'staff' and m.ended_at is null
     and (exists (select from groups g where g.id = m.group_id and g.demands_second_factor)
          or m.group_kind = 'specialty'
             and exists (select from groups g where g.specialty_id = m.group_id and g.demands_second_factor)
          or m.group_kind = 'central_support' and exists (select from groups g where g.demands_second_factor)))`

/** A select of the names of those units, some of them where they are many. */
export const demandingOf = (accountId: string) => `
  select distinct g.name from memberships m
    join groups g on g.id = m.group_id or g.specialty_id = m.group_id or m.group_kind = 'central_support'
   where m.account_id = ${accountId} and m.ended_at is null and g.demands_second_factor
   order by g.name limit 20`
