/** What stands between the password and the code. */
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import type { Account } from '../Account.ts'
import { createToken, hashToken } from '../Session.ts'

const worksFor = '5 minutes'
/** From where somebody has signed in this long ago or less, strangers' guesses do not slow them. */
const remembered = '90 days'

/** For whom the password was right a moment ago; not if it was changed or the account closed meanwhile. */
export async function giveTicket(
  { trx }: Pick<Scene, 'trx'>,
  { id, passwordHash }: Pick<Account, 'id' | 'passwordHash'>,
  addressHash: Buffer,
): Promise<string> {
  const ticket = createToken()
  await rows(
    trx,
    `delete from sign_in_tickets
      where account_id = :id
        and case when used_at is null then expires_at < now() else used_at < now() - cast(:remembered as interval) end`,
    { id, remembered },
  )
  const given = await rows(
    trx,
    `insert into sign_in_tickets (account_id, address_hash, token_hash, expires_at)
     select id, :addressHash, :tokenHash, now() + cast(:worksFor as interval) from accounts
      where id = :id and password_hash = :passwordHash and closed_at is null
     returning id`,
    { id, passwordHash, addressHash, tokenHash: hashToken(ticket), worksFor },
  )
  if (given.length === 0) throw new Problem('wrongSignIn')
  return ticket
}

export interface FoundTicket extends Pick<Account, 'kind'> {
  id: string
  accountId: string
  /** They have signed in from this address before. */
  isKnownHere: boolean
}

/** A ticket that works. Whatever else is the matter with it, the answer is the same. */
export async function findTicket(
  { trx }: Pick<Scene, 'trx'>,
  ticket: string,
  addressHash: Buffer,
): Promise<FoundTicket> {
  const [found] = await rows<FoundTicket>(
    trx,
    `select t.id, a.id as "accountId", a.kind,
            exists (select from sign_in_tickets u
                     where u.account_id = a.id and u.address_hash = t.address_hash and u.used_at is not null
                       and u.used_at > now() - cast(:remembered as interval)) as "isKnownHere"
       from sign_in_tickets t join accounts a on a.id = t.account_id
      where t.token_hash = :tokenHash and t.address_hash = :addressHash and t.used_at is null and t.expires_at > now()
        and a.closed_at is null`,
    { tokenHash: hashToken(ticket), addressHash, remembered },
  )
  if (!found) throw new Problem('signInAgain')
  return found
}

/** Of several who come with one ticket at once, one is let in. */
export async function useTicket({ trx }: Pick<Scene, 'trx'>, { id }: Pick<FoundTicket, 'id'>): Promise<void> {
  const used = await rows(
    trx,
    'update sign_in_tickets set used_at = now() where id = :id and used_at is null and expires_at > now() returning id',
    { id },
  )
  if (used.length === 0) throw new Problem('signInAgain')
}

/** What was begun with a password ends with it, and with the sessions. */
export async function withdrawTickets({ trx }: Pick<Scene, 'trx'>, accountIds: string[]): Promise<void> {
  await rows(
    trx,
    'delete from sign_in_tickets where account_id = any(cast(:accountIds as uuid[])) and used_at is null',
    { accountIds },
  )
}
