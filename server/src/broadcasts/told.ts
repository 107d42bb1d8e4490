/**
 * What a broadcast's deliveries have come to for one patient: the report counts by these, and the call sheet lists by them,
 * so that a number and the names behind it are never two things.
 */
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { getsTexts } from '../patients/reachSql.ts'
import type { BroadcastReport } from './contract.ts'

/**
 * In SQL, over the deliveries `d` of one patient: nothing has reached them, and nothing is under way; an e-mail to an address
 * from which e-mails come back (`bouncing`, SQL as well) has reached nobody, whoever took it. Whose e-mail or text message was
 * stopped by an admin is not among them before a reminder was tried: nobody knows that they cannot be reached.
 */
export const isNotReached = (bouncing: string) => `
  not bool_or(d.state in ('handed_over', 'waiting', 'failed_for_now') and not (d.channel = 'email' and ${bouncing}))
  and not (not ${bouncing} and max(d.reminder) = 0 and coalesce(bool_or(d.reason = 'stopped'), false))`

/** In SQL, of a patient: still in the unit (no role is asked for: by account, not through all patients), with an open account `theirs`, of which something else holds as well. Nobody rings a person who has moved away. */
export const isStillHere = (account: string, unit: string, and: string) => `
  exists (select from memberships m join accounts theirs on theirs.id = m.account_id and theirs.closed_at is null
           where ${and} and m.account_id = ${account} and m.group_id = ${unit} and m.ended_at is null)`

/**
 * As tables to select from: patients `p` of a broadcast `b` who have it, have not opened it and still are patients of the
 * unit, with their accounts `a`. Looked up for one patient after the other, because a page needs few.
 */
export const notOpenedYet = `
  broadcast_patients p
  join broadcasts b on b.id = p.broadcast_id and p.opened_at is null
  cross join lateral (select from conversations c where c.id = p.conversation_id limit 1) has_it
  cross join lateral (select * from accounts a where a.id = p.account_id and a.closed_at is null limit 1) a
  cross join lateral (
    select from memberships m
     where m.account_id = p.account_id and m.group_id = b.group_id and m.ended_at is null limit 1
  ) still_here`

type NotOpened = NonNullable<BroadcastReport['notOpened']>

interface House {
  /** Whether there are text messages at all. */
  texts: boolean
}

/** As a reminder would find them at this moment. */
export async function countNotOpened({ trx }: Scene, broadcastId: string, { texts }: House): Promise<NotOpened> {
  const [counted] = await rows<NotOpened>(
    trx,
    `select count(*) as patients, count(*) filter (where by.email) as "byEmail",
            count(*) filter (where by.text and not by.email) as "byTextOnly"
       from ${notOpenedYet}
      cross join lateral (
        select a.email is not null and a.email_wish <> 'none' as email, ${getsTexts('a')} as text) by
      where p.broadcast_id = :broadcastId`,
    { broadcastId, texts },
  )
  return counted!
}
