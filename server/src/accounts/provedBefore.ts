/**
 * Addresses of an account that somebody had proved and that staff have changed. Whoever did that could be on the way to take
 * the account over, by an address of their own or by a letter: so for some days nobody gets in by what goes there unless a
 * second admin starts it, and who reads the old address is told of what opens the account.
 */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'

const keptDays = 30

interface Left {
  accountId: string
  address: string
}

/** For whoever has just changed or removed them. */
export async function keepProved({ trx, actor }: Pick<Scene, 'trx' | 'actor'>, left: Left[]): Promise<void> {
  if (left.length === 0) return
  await rows(
    trx,
    `insert into proved_before (account_id, address, changed_by)
     select "accountId", address, :actorId from jsonb_to_recordset(cast(:left as jsonb)) as p ("accountId" uuid, address text)`,
    { left: JSON.stringify(left), actorId: actor.accountId },
  )
}

/**
 * A piece of SQL, of an account `a`: staff have changed a proved address within the last week, and it is not back and proved. Nothing
 * that anybody could have asked for opens the account in that time.
 */
export const lostProofLately = lost('true')

/**
 * The same for an admin, `:actorId`, who resets how somebody signs in, by e-mail or by a letter: one who did not change the
 * address may, if they are nobody's puppet: they have signed in a week before it was changed, and their own address has
 * stayed since. The two would have to be in it together.
 */
export const mustNotResetYet = lost(`
  p.changed_by is null or p.changed_by = :actorId
  or not exists (select from sessions s
                  where s.account_id = :actorId and s.started_at < p.changed_at - interval '7 days')
  or exists (select from proved_before own
              where own.account_id = :actorId and own.changed_at > p.changed_at - interval '7 days')`)

function lost(whose: string): string {
  return `
  exists (select from proved_before p
           where p.account_id = a.id and p.changed_at > now() - interval '7 days'
             and not coalesce(p.address = a.email and a.email_verified_at is not null, false) and (${whose}))`
}

/** A piece of SQL, of an account `a`: the addresses, as a set. */
export const toldBefore = `
  select p.address from proved_before p where p.account_id = a.id and p.changed_at > now() - interval '${keptDays} days'`

/** Nobody is told there any more. */
export async function forgetProvedBefore(trx: Transaction): Promise<void> {
  await rows(trx, `delete from proved_before where changed_at <= now() - interval '${keptDays} days'`)
}
