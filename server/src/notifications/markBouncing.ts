/**
 * Whether e-mail to an address comes back, or text messages do not arrive; that shows beside the person's name.
 *
 * What takes a bounce back (issue "every notification arrives or somebody knows") depends on how it was learned:
 * - a refusal when an e-mail was handed over: the mail server takes one again (`acceptedAgain`)
 * - a report that came later (RFC 3464, or what the provider says): not that, because the e-mail that bounced was taken as
 *   well. It takes a proof that somebody reads what is sent there: any link in an e-mail to the address is used
 *   (`markVerified`), the provider says that a later e-mail has arrived (`clearArrived`), or no report has come about a
 *   later one for `reportsTake` (`forgetOldBounces`).
 * The delivery that bounced stays on record as it is.
 */
import type { Transaction } from '../db/connect.ts'
import type { Announcement } from '../db/listen.ts'
import { rows } from '../db/rows.ts'

/** Mail servers that take what they cannot deliver report it within minutes; this is for those that are slow. */
const reportsTake = '3 days'

interface Bounce {
  accountId: string
  address: string
  sentAt?: Date | null
  /** By the mail server, when it was handed over. */
  atOnce?: boolean
}

/**
 * E-mail to this person's address was refused for good; says nothing when they have another by now, or have proved this
 * one after the mail was sent. They see it at once where they are signed in. Returns what to tell the live streams.
 */
export async function markBouncing(
  trx: Transaction,
  { accountId, address, sentAt = null, atOnce = false }: Bounce,
): Promise<Announcement[]> {
  const marked = await rows(
    trx,
    // A refusal makes what a report said no weaker.
    `update accounts
        set email_bouncing_at = now(),
            email_refused_at_once = :atOnce and (email_bouncing_at is null or email_refused_at_once)
      where id = :accountId and email = :address
        and (cast(:sentAt as timestamptz) is null or email_verified_at is null or email_verified_at < :sentAt)
     returning id`,
    { accountId, address, sentAt, atOnce },
  )
  return lookAgain(accountId, marked)
}

function lookAgain(accountId: string, changed: unknown[]): Announcement[] {
  return changed.length > 0 ? [{ accountIds: [accountId], lookAgain: true }] : []
}

/** The mail server, which has refused mail to this address, has taken one again. */
export async function acceptedAgain(
  trx: Transaction,
  { accountId, address }: { accountId: string; address: string },
): Promise<Announcement[]> {
  const cleared = await rows(
    trx,
    `update accounts set email_bouncing_at = null
      where id = :accountId and email = :address and email_bouncing_at is not null and email_refused_at_once
     returning id`,
    { accountId, address },
  )
  return lookAgain(accountId, cleared)
}

/** A mail that was handed over after the last bounce, and has not come back for so long, has arrived. */
export async function forgetOldBounces(trx: Transaction): Promise<void> {
  await rows(
    trx,
    `update accounts a set email_bouncing_at = null
      where a.email_bouncing_at is not null
        and (exists (select from deliveries d
                      where d.account_id = a.id and d.address = a.email and d.state = 'handed_over' and d.channel = 'email'
                        and d.handed_over_at > a.email_bouncing_at
                        and d.handed_over_at < now() - cast(:reportsTake as interval))
          or exists (select from links l
                      where l.account_id = a.id and l.address = a.email and l.failed_at is null
                        and l.sent_at > a.email_bouncing_at and l.sent_at < now() - cast(:reportsTake as interval)))`,
    { reportsTake },
  )
}

/** The provider says that this mail has arrived. */
export async function clearArrived(
  trx: Transaction,
  { accountId, address, sentAt }: { accountId: string; address: string; sentAt: Date | null },
): Promise<Announcement[]> {
  const cleared = await rows(
    trx,
    `update accounts set email_bouncing_at = null
      where id = :accountId and email = :address and email_bouncing_at < cast(:sentAt as timestamptz)
     returning id`,
    { accountId, address, sentAt },
  )
  return lookAgain(accountId, cleared)
}

/** There is no such mobile phone. No more go there, until the person proves the number again or has another. */
export async function markTextsFailing(
  trx: Transaction,
  { accountId, address, sentAt = null }: { accountId: string; address: string; sentAt?: Date | null },
): Promise<void> {
  await rows(
    trx,
    `update accounts set text_failing_at = now()
      where id = :accountId and text_number = :address
        and (cast(:sentAt as timestamptz) is null or text_proved_at is null or text_proved_at < :sentAt)`,
    { accountId, address, sentAt },
  )
}
