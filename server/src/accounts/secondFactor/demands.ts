/** Pieces of SQL about who has a second step, and of whom one is demanded. */

export const hasSecondFactor = (accountId: string) =>
  `exists (select from second_factors f where f.account_id = ${accountId} and f.confirmed_at is not null)`

/** A unit in which they work demands a second step, and they have none. */
export const isDemandedOf = (accountId: string) =>
  `(not ${hasSecondFactor(accountId)} and exists (
      select from memberships m join groups g on g.id = m.group_id
       where m.account_id = ${accountId} and m.account_kind = 'staff' and m.ended_at is null and g.demands_second_factor))`
