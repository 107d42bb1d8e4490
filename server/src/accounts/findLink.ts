import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import type { AccountKind, LinkPurpose } from './contract.ts'
import { hashToken } from './Session.ts'

/** A link that works, and whose it is. */
export interface FoundLink {
  id: string
  purpose: LinkPurpose
  accountId: string
  kind: AccountKind
  firstName: string
  username: string
  /** Patients only. */
  dateOfBirth: string | null
  email: string
  /** How many they have. */
  passkeys: number
}

/**
 * The link of a token, as long as it works: not used, not replaced, not locked, in time, and its address still that of an
 * account that is open. Whatever else is the matter with it, the answer is the same.
 */
export async function findLink({ trx }: Pick<Scene, 'trx'>, token: string): Promise<FoundLink> {
  const [link] = await rows<FoundLink>(trx, select, { tokenHash: hashToken(token) })
  if (!link) throw new Problem('linkUsed')
  return link
}

/** One for this. The account is locked first, so that its address stays, and so does what becomes of the link. */
export async function holdLink({ trx }: Pick<Scene, 'trx'>, purpose: LinkPurpose, token: string): Promise<FoundLink> {
  const tokenHash = hashToken(token)
  await rows(trx, lockAccount, { tokenHash })
  const [link] = await rows<FoundLink>(trx, select, { tokenHash })
  if (link?.purpose !== purpose) throw new Problem('linkUsed')
  return link
}

/** Uses it up. Of several who try at once, one succeeds. */
export async function claimLink({ trx }: Pick<Scene, 'trx'>, purpose: LinkPurpose, token: string): Promise<FoundLink> {
  const link = await holdLink({ trx }, purpose, token)
  await rows(trx, 'update links set used_at = now() where id = :id', { id: link.id })
  return link
}

const select = `
  select l.id, l.purpose, a.id as "accountId", a.kind, a.first_name as "firstName", a.username, a.email,
         a.date_of_birth as "dateOfBirth",
         (select count(*) from passkeys p where p.account_id = a.id) as passkeys
    from links l join accounts a on a.id = l.account_id
   where l.token_hash = :tokenHash and l.used_at is null and l.replaced_at is null and l.locked_at is null
     and l.expires_at > now()
     and a.email = l.address and a.closed_at is null`

/** What happens to a link otherwise than here (it is replaced) happens under the same lock. */
const lockAccount = `
  select from accounts where id = (select account_id from links where token_hash = :tokenHash) for no key update`
