import type { Database } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import type { Jobs } from '../jobs.ts'
import type { EmailChannel } from './channels/Channel.ts'
import { composeColleagueEmail } from './composeColleagueEmail.ts'
import { identityOf, type RepeatedJob } from './identityOf.ts'
import { markBouncing } from './markBouncing.ts'
import { senderInEmails, unsaidOfColleague } from './senderInEmails.ts'

/**
 * Tells somebody what a colleague did in their name. A repeat after a crash is the same mail. A refusal is the end of it,
 * and shows beside their name; anything else is tried again by the job runner.
 */
export async function tellOfColleague(
  db: Database,
  channel: EmailChannel,
  publicUrl: URL,
  { accountId, what, byId, groupId, address }: Jobs['tellOfColleague'],
  job: RepeatedJob,
): Promise<Announcement[]> {
  const [open] = await rows<{ byName: string | null; unsaid: string[] }>(
    db,
    `select case when g.emails_name_sender then by.first_name || ' ' || by.last_name end as "byName",
            ${unsaidOfColleague} as unsaid
       from accounts a join accounts by on by.id = :byId join groups g on g.id = :groupId
      where a.id = :accountId and a.closed_at is null`,
    { accountId, byId, groupId },
  )
  if (!open) return []
  const outcome = await channel.send({
    to: address,
    ...identityOf('colleague', job, publicUrl),
    ...composeColleagueEmail(what, senderInEmails(open.byName, open.unsaid), job.created_at),
  })
  if (outcome.became === 'failed for now') throw new Error(outcome.reason)
  if (outcome.became === 'handed over') return []
  return db.transaction((trx) => markBouncing(trx, { accountId, address, sentAt: job.created_at, atOnce: true }))
}
