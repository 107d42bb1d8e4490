/** Mails a link out of the table `links`, and writes down what became of it. */
import type { AccountKind, LinkPurpose } from '../accounts/contract.ts'
import { createToken, hashToken } from '../accounts/Session.ts'
import type { Database, Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'
import type { EmailChannel, Outcome } from './channels/Channel.ts'
import { composeLinkEmail } from './composeLinkEmail.ts'
import { acceptedAgain, markBouncing } from './markBouncing.ts'

/** By the pauses that the job runner makes, ten tries take about three and a half hours. */
const mostAttempts = 10

interface Claimed {
  id: string
  purpose: LinkPurpose
  accountId: string
  address: string
  returnId: string
  worksUntil: Date
  attempts: number
  username: string
  kind: AccountKind
  hasPassword: boolean
  /** They asked for it themselves. */
  forgotten: boolean
}

/**
 * The token exists only here and in the mail: each try makes one and stores its hash first, so that only the newest mail
 * works. Who carries it by a reference is asked before a repeat: what has gone out already, works as it is. A try that
 * fails for now rejects, and the job runner makes the next. Returns what to tell the live streams.
 */
export async function sendLink(
  db: Database,
  channel: EmailChannel,
  publicUrl: URL,
  linkId: string,
): Promise<Announcement[]> {
  const claimed = await db.transaction((trx) => claim(trx, linkId))
  if (!claimed) return []
  const outcome = (await goneAlready(channel, claimed)) ?? (await send(db, channel, publicUrl, claimed))
  if (outcome.became !== 'handed over') return fail(db, claimed, outcome)
  return db.transaction((trx) => succeed(trx, claimed, outcome.tellsLater))
}

/** Nothing when it has not, or nobody can say. */
async function goneAlready({ ask }: EmailChannel, { attempts, returnId }: Claimed): Promise<Outcome | undefined> {
  if (attempts === 1 || !ask) return undefined
  try {
    return (await ask(returnId)) && { became: 'handed over', tellsLater: true }
  } catch {
    return { became: 'failed for now', reason: 'notify unanswered' }
  }
}

async function send(db: Database, channel: EmailChannel, publicUrl: URL, claimed: Claimed): Promise<Outcome> {
  const token = createToken()
  await rows(db, 'update links set token_hash = :tokenHash where id = :id', {
    ...{ id: claimed.id, tokenHash: hashToken(token) },
  })
  return channel.send({
    to: claimed.address,
    messageId: `<${claimed.id}.${claimed.attempts}@${publicUrl.hostname}>`,
    reference: claimed.returnId,
    ...compose(claimed, publicUrl, token),
  })
}

function compose(
  { purpose, worksUntil, hasPassword, forgotten, username, kind }: Claimed,
  publicUrl: URL,
  token: string,
) {
  const link = new URL(purpose === 'verify_email' ? '/verify-email' : '/choose-password', publicUrl)
  link.searchParams.set('token', token)
  const facts = { link, worksUntil, kind }
  if (purpose === 'verify_email') return composeLinkEmail({ ...facts, purpose })
  if (forgotten) return composeLinkEmail({ ...facts, purpose: 'forgotten', username })
  if (hasPassword) return composeLinkEmail({ ...facts, purpose: 'reset' })
  return composeLinkEmail({ ...facts, purpose: 'invitation', username })
}

/** Nothing when it was sent, used, replaced or given up, or its address is not the person's any more. */
async function claim(trx: Transaction, linkId: string): Promise<Claimed | undefined> {
  const [claimed] = await rows<Claimed>(
    trx,
    `update links l set attempts = l.attempts + 1, return_id = coalesce(l.return_id, gen_random_uuid())
       from accounts a
      where l.id = :linkId and a.id = l.account_id and a.email = l.address and a.closed_at is null
        and l.sent_at is null and l.failed_at is null and l.used_at is null and l.replaced_at is null
        and l.locked_at is null
        and l.expires_at > now()
     returning l.id, l.purpose, l.account_id as "accountId", l.address, l.return_id as "returnId", l.expires_at as "worksUntil", l.attempts,
               a.username, a.kind, a.password_hash is not null as "hasPassword", l.created_by = a.id as forgotten`,
    { linkId },
  )
  return claimed
}

/** What has come back already was not sent. */
async function succeed(trx: Transaction, link: Claimed, tellsLater: boolean): Promise<Announcement[]> {
  // The account before its links, as everybody does who locks both. Who takes everything and only tells later has said
  // nothing about the address.
  const told = tellsLater ? [] : await acceptedAgain(trx, link)
  await rows(
    trx,
    `update links set sent_at = now(), reason = null,
            ask_at = case when cast(:tellsLater as boolean) then now() + interval '1 minute' end
      where id = :id and failed_at is null`,
    { id: link.id, tellsLater },
  )
  return told
}

/** Rejects when it is to be tried again, with nothing in it that may quote the address. */
async function fail(
  db: Database,
  link: Claimed,
  { became, reason }: Exclude<Outcome, { became: 'handed over' }>,
): Promise<Announcement[]> {
  const refused = became === 'refused for good'
  const forGood = refused || link.attempts >= mostAttempts
  const told = await db.transaction(async (trx) => {
    // The account before its links, as everybody does who locks both.
    const marked = refused ? await markBouncing(trx, { ...link, atOnce: true }) : []
    await rows(
      trx,
      `update links set reason = :reason, failed_at = case when cast(:forGood as boolean) then now() end
        where id = :id and sent_at is null`,
      { id: link.id, reason, forGood },
    )
    return marked
  })
  if (!forGood) throw new Error(reason)
  return told
}
