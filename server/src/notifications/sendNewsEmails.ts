/**
 * The e-mails about news, a few at a time and only while none about a message is due: those do not wait for thousands of
 * these. At least once, as with all e-mails: an attempt that a crash cut off is repeated, with the same Message-ID.
 */
import type { Database, Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../jobs.ts'
import { itemShows, readersOfItem } from '../news/readers.ts'
import { attemptSeconds, type EmailChannel, type Outcome } from './channels/Channel.ts'
import { composeNewsEmail } from './composeNewsEmail.ts'
import { pauseSeconds } from './deliver.ts'
import { markBouncing } from './markBouncing.ts'

const atOnce = 10
/** Then others have their turn in this process. */
const mostBatches = 50
const mostAttempts = 20
const holdBackSeconds = 5

/** Longer than a batch can take; until then nobody else tries. */
const claimSeconds = attemptSeconds + 15

interface Claimed {
  newsId: string
  accountId: string
  kind: 'patient' | 'staff'
  address: string
  attempts: number
}

export async function sendNewsEmails(db: Database, channel: EmailChannel, publicUrl: URL): Promise<void> {
  for (let batch = 0; batch < mostBatches; batch++) {
    if (await emailsAreDue(db)) return comeBack(db, `now() + interval '${holdBackSeconds} seconds'`)
    const { taken, claimed } = await db.transaction(claim)
    if (taken === 0) break
    await Promise.all(claimed.map((one) => sendOne(db, channel, publicUrl, one)))
  }
  await comeBack(db, 'now()')
}

/** About messages. */
async function emailsAreDue(db: Database): Promise<boolean> {
  const due = await rows(
    db,
    `select from deliveries
      where state in ('waiting', 'failed_for_now') and next_try_at <= now() and channel = 'email' limit 1`,
  )
  return due.length > 0
}

/** When the next one is due, and not before then. */
async function comeBack(db: Database, notBefore: string): Promise<void> {
  const [next] = await rows<{ at: Date | null }>(
    db,
    `select greatest(min(next_try_at), ${notBefore}) as at from news_emails
      where state = 'waiting' having count(*) > 0`,
  )
  if (next?.at)
    await db.transaction((trx) => enqueue(trx, 'sendNewsEmails', {}, { key: 'news e-mails', runAt: next.at }))
}

/** Whoever is no reader any more, or wants no e-mails by now, gets none; who wants one a day, not before its time. */
async function claim(trx: Transaction): Promise<{ taken: number; claimed: Claimed[] }> {
  // One batch after the other, so that two about one person do not both find that nothing was sent today.
  await rows(trx, `select pg_advisory_xact_lock(hashtextextended('news e-mails', 0))`)
  const found = await rows<Claimed & { goes: boolean }>(
    trx,
    `with due as (
       select e.news_id, e.account_id from news_emails e
        where e.state = 'waiting' and e.next_try_at <= now()
        order by e.next_try_at limit :atOnce
     ), verdicts as (
       select due.*, a.kind, a.email as address,
              case when not (${itemShows}) then 'withdrawn'
                   when not (${readersOfItem}) then 'no longer a reader'
                   when a.email is null then 'no address'
                   when a.email_wish = 'none' then 'not wanted' end as reason,
              case when a.email_wish <> 'daily' then null
                   when row_number() over (partition by a.id order by n.published_at, n.id) > 1
                   then now() + interval '1 day' else (
                select max(last.at) + interval '1 day' from (
                  select d.handed_over_at as at from deliveries d where d.account_id = a.id and d.channel = 'email'
                  union all
                  select o.handed_over_at from news_emails o where o.account_id = a.id
                  union all
                  select now() from news_emails o
                   where o.account_id = a.id and o.news_id <> n.id and o.state = 'waiting'
                     and o.reason = 'the attempt was cut off' and o.next_try_at > now()) as last) end as until
         from due join news_items n on n.id = due.news_id join accounts a on a.id = due.account_id
     )
     update news_emails e
        set state = case when v.reason is null then 'waiting' else 'suppressed' end,
            reason = coalesce(v.reason, case when v.until > now() then 'one a day' else 'the attempt was cut off' end),
            next_try_at = case when v.reason is null then greatest(v.until, now() + cast(:claim as interval)) end,
            attempts = e.attempts + case when v.reason is null and coalesce(v.until <= now(), true) then 1 else 0 end
       from verdicts v
      where e.news_id = v.news_id and e.account_id = v.account_id
     returning e.news_id as "newsId", e.account_id as "accountId", v.kind, v.address, e.attempts,
               v.reason is null and coalesce(v.until <= now(), true) as goes`,
    { atOnce, claim: `${claimSeconds} seconds` },
  )
  return { taken: found.length, claimed: found.filter(({ goes }) => goes) }
}

async function sendOne(db: Database, channel: EmailChannel, publicUrl: URL, one: Claimed): Promise<void> {
  const { newsId, accountId, kind, address } = one
  const isPatient = kind === 'patient'
  const wishes = isPatient ? new URL('/account', publicUrl) : undefined
  const link = isPatient ? new URL('/news', publicUrl) : undefined
  const messageId = `<news-${newsId}-${accountId}@${publicUrl.hostname}>`
  const outcome = await channel.send({ to: address, messageId, wishes, ...composeNewsEmail({ link, wishes }) })
  if (outcome.became !== 'handed over') return db.transaction((trx) => fail(trx, one, outcome))
  await rows(
    db,
    `update news_emails set state = 'handed_over', handed_over_at = now(), next_try_at = null, reason = null
      where news_id = :newsId and account_id = :accountId and state = 'waiting'`,
    { newsId, accountId },
  )
}

async function fail(
  trx: Transaction,
  one: Claimed,
  outcome: Exclude<Outcome, { became: 'handed over' }>,
): Promise<void> {
  const refused = outcome.became === 'refused for good'
  const state = refused ? 'bounced' : one.attempts >= mostAttempts ? 'failed_for_good' : 'waiting'
  const { newsId, accountId, attempts } = one
  const pause = Math.max(pauseSeconds(attempts), refused ? 0 : (outcome.pauseSeconds ?? 0))
  await rows(
    trx,
    `update news_emails set state = :state, reason = :reason,
            next_try_at = case when :state = 'waiting' then now() + cast(:pause as interval) end
      where news_id = :newsId and account_id = :accountId and state = 'waiting' and attempts = :attempts`,
    { newsId, accountId, attempts, state, reason: outcome.reason, pause: `${pause} seconds` },
  )
  if (refused) await markBouncing(trx, one)
}
