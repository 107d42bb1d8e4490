/** Whom an item is for: members of its unit, or of all units of its specialty, each person once. */
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'

/** The item `n` is out, and today is one of its days. */
export const itemShows = `
  n.published_at is not null and n.withdrawn_at is null
  and cast(now() at time zone 'Europe/London' as date) between n.shows_from and n.shows_until`

const isMeant = `
  a.closed_at is null
  and (n.audience = 'both' or a.kind = case n.audience when 'patients' then 'patient' else 'staff' end)`

/** Whether the account `a` reads the item `n`. */
export const readersOfItem = `
  ${isMeant}
  and exists (select from memberships m join groups g on g.id = m.group_id
               where m.account_id = a.id and m.ended_at is null and (g.id = n.group_id or g.specialty_id = n.group_id))`

/** As tables to select from: items `n`, each with the accounts `a` that read it. From the item to its people, of all who are there. */
export const itemsWithReaders = `
  news_items n
  cross join lateral (
    select distinct m.account_id from groups g join memberships m on m.group_id = g.id and m.ended_at is null
     where g.id = n.group_id or g.specialty_id = n.group_id) members
  join accounts a on a.id = members.account_id and ${isMeant}`

export async function countNewsReaders({ trx }: Scene, newsId: string): Promise<{ readers: number; byEmail: number }> {
  const [counts] = await rows<{ readers: number; byEmail: number }>(
    trx,
    `select count(*) as readers,
            count(*) filter (where a.email is not null and a.email_wish <> 'none') as "byEmail"
       from ${itemsWithReaders}
      where n.id = :newsId`,
    { newsId },
  )
  return counts!
}
