/** Whether e-mail to an address comes back, or text messages do not arrive; that shows beside the person's name. */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'

/**
 * E-mail to this person's address was refused for good; says nothing when they have another by now, or have proved this
 * one after the mail was sent.
 */
export async function markBouncing(
  trx: Transaction,
  { accountId, address, sentAt = null }: { accountId: string; address: string; sentAt?: Date | null },
): Promise<void> {
  await rows(
    trx,
    `update accounts set email_bouncing_at = now()
      where id = :accountId and email = :address
        and (cast(:sentAt as timestamptz) is null or email_verified_at is null or email_verified_at < :sentAt)`,
    { accountId, address, sentAt },
  )
}

/**
 * The mail server has taken a mail to this address again. Where it was the mail server that had refused it, that is the
 * end of it. Where it takes everything and only reports later, a day without a report has to pass (`forgetOldBounces`).
 */
export async function clearBouncing(
  trx: Transaction,
  { accountId, address }: { accountId: string; address: string },
): Promise<void> {
  await rows(
    trx,
    `update accounts a set email_bouncing_at = null
      where a.id = :accountId and a.email = :address and a.email_bouncing_at is not null
        and not exists (select from deliveries d
                         where d.account_id = a.id and d.address = a.email and d.state = 'bounced'
                           and d.handed_over_at is not null)
        and not exists (select from links l
                         where l.account_id = a.id and l.address = a.email and l.sent_at is not null
                           and l.failed_at is not null)`,
    { accountId, address },
  )
}

/** A mail that was handed over after the last bounce, and has not come back for a day, has arrived. */
export async function forgetOldBounces(trx: Transaction): Promise<void> {
  await rows(
    trx,
    `update accounts a set email_bouncing_at = null
      where a.email_bouncing_at is not null
        and exists (select from deliveries d
                     where d.account_id = a.id and d.address = a.email and d.state = 'handed_over'
                       and d.handed_over_at > a.email_bouncing_at
                       and d.handed_over_at < now() - interval '1 day')`,
  )
}

/** The provider says that this mail has arrived. */
export async function clearArrived(
  trx: Transaction,
  { accountId, address, sentAt }: { accountId: string; address: string; sentAt: Date | null },
): Promise<void> {
  await rows(
    trx,
    `update accounts set email_bouncing_at = null
      where id = :accountId and email = :address and email_bouncing_at < cast(:sentAt as timestamptz)`,
    { accountId, address, sentAt },
  )
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
