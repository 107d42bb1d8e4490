import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import type { AccountKind, LinkPurpose } from './contract.ts'
import { readLetterCode } from './letterCode.ts'
import { hashToken } from './Session.ts'

interface Facts {
  id: string
  accountId: string
  kind: AccountKind
  firstName: string
  username: string
  /** Patients only. */
  dateOfBirth: string | null
  /** How many they have. */
  passkeys: number
}

/** `email`: the address that it was sent to; null: it came in a printed letter, which proves no address. */
interface EmailOf {
  verify_email: string
  choose_password: string | null
}

/** A link that works, and whose it is. */
export type FoundLink<Purpose extends LinkPurpose = LinkPurpose> = Purpose extends LinkPurpose
  ? Facts & { purpose: Purpose; email: EmailOf[Purpose] }
  : never

/**
 * The link of a token, or of a letter's code however it is typed, as long as it works: not used, not replaced, not locked,
 * in time, of an account that is open, and its address (a letter has none) still that of the account. Whatever else is the
 * matter with it, the answer is the same.
 */
export async function findLink({ trx }: Pick<Scene, 'trx'>, token: string): Promise<FoundLink> {
  const [link] = await rows<FoundLink>(trx, select, { tokenHash: hashAsMade(token) })
  if (!link) throw new Problem('linkUsed')
  return link
}

/** One for this. The account is locked first, so that its address stays, and so does what becomes of the link. */
export async function holdLink<Purpose extends LinkPurpose>(
  { trx }: Pick<Scene, 'trx'>,
  purpose: Purpose,
  token: string,
): Promise<FoundLink<Purpose>> {
  const tokenHash = hashAsMade(token)
  await rows(trx, lockAccount, { tokenHash })
  const [link] = await rows<FoundLink>(trx, select, { tokenHash })
  if (link?.purpose !== purpose) throw new Problem('linkUsed')
  return link as FoundLink<Purpose>
}

/** Uses it up. Of several who try at once, one succeeds. */
export async function claimLink<Purpose extends LinkPurpose>(
  { trx }: Pick<Scene, 'trx'>,
  purpose: Purpose,
  token: string,
): Promise<FoundLink<Purpose>> {
  const link = await holdLink({ trx }, purpose, token)
  await rows(trx, 'update links set used_at = now() where id = :id', { id: link.id })
  return link
}

const hashAsMade = (token: string) => hashToken(readLetterCode(token) ?? token)

const select = `
  select l.id, l.purpose, a.id as "accountId", a.kind, a.first_name as "firstName", a.username, l.address as email,
         a.date_of_birth as "dateOfBirth",
         (select count(*) from passkeys p where p.account_id = a.id) as passkeys
    from links l join accounts a on a.id = l.account_id
   where l.token_hash = :tokenHash and l.used_at is null and l.replaced_at is null and l.locked_at is null
     and l.expires_at > now()
     and (l.address is null or a.email = l.address) and a.closed_at is null`

/** What happens to a link otherwise than here (it is replaced) happens under the same lock. */
const lockAccount = `
  select from accounts where id = (select account_id from links where token_hash = :tokenHash) for no key update`
