/** From an item of news to the e-mails about it: in one statement, however many readers it has, and once (R12). */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'
import { itemShows, readersOfItem } from '../news/readers.ts'

/** Nothing when it was withdrawn meanwhile, or its first day was put off: then it is planned anew. */
export async function tellOfNews(trx: Transaction, newsId: string): Promise<void> {
  const [begun] = await rows(
    trx,
    `update news_items n set emailed_at = now()
      where n.id = :newsId and n.email_asked_at is not null and n.emailed_at is null and ${itemShows} returning n.id`,
    { newsId },
  )
  if (!begun) return
  await rows(
    trx,
    `insert into news_emails (news_id, account_id, state, reason, next_try_at)
     select n.id, a.id, case when why.reason is null then 'waiting' else 'suppressed' end, why.reason,
            case when why.reason is null then now() end
       from news_items n
      cross join accounts a
      cross join lateral (
        select case when a.email is null then 'no address' when a.email_wish = 'none' then 'not wanted' end as reason
      ) why
      where n.id = :newsId and ${readersOfItem}
         on conflict do nothing`,
    { newsId },
  )
  await enqueue(trx, 'sendNewsEmails', {}, { key: 'news e-mails' })
}
