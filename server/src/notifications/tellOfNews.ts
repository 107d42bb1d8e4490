/** From an item of news to its deliveries: in one statement, however many readers it has, and once (R12). */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { itemShows, itemsWithReaders } from '../news/readers.ts'
import { startPace } from './pace.ts'

/**
 * An e-mail for each reader, and a text message for who asked for those. They stand in line behind what is written today.
 * A specialty's item counts as the reader's own unit's: its admins see when an address does not work. Nothing when it was
 * withdrawn meanwhile, or its first day was put off: then it is planned anew.
 */
export async function tellOfNews(
  trx: Transaction,
  { newsId, texts }: { newsId: string; texts: boolean },
): Promise<void> {
  const [begun] = await rows(
    trx,
    `update news_items n set emailed_at = now(), paced_at = now() - interval '1 second'
      where n.id = :newsId and n.email_asked_at is not null and n.emailed_at is null and ${itemShows} returning n.id`,
    { newsId },
  )
  if (!begun) return
  await rows(
    trx,
    `insert into deliveries (news_id, account_id, channel, address, state, reason, group_id, due_at)
     select n.id, a.id, by.channel, case when by.not_sent is null then by.address end,
            case when by.not_sent is null then 'waiting' else 'suppressed' end, by.not_sent,
            coalesce(home.group_id, n.group_id), now()
       from ${itemsWithReaders}
      cross join lateral (
        select 'email' as channel, a.email as address,
               case when a.email is null then 'no address' when a.email_wish = 'none' then 'not wanted' end as not_sent
        union all
        select 'text', a.text_number, case when a.text_failing_at is not null then 'texts do not arrive' end
         where cast(:texts as boolean) and a.text_proved_at is not null
      ) by
       left join lateral (
        select m.group_id from memberships m join groups g on g.id = m.group_id
         where m.account_id = a.id and m.ended_at is null and g.kind = 'unit' and n.group_id in (g.id, g.specialty_id)
         order by m.joined_at, m.group_id limit 1
      ) home on true
      where n.id = :newsId
         on conflict do nothing`,
    { newsId, texts },
  )
  await startPace(trx)
}
