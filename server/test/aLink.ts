/** A link as if it had been mailed to this person's address a moment ago: `const token = await aLink(house, patient, 'verify_email')`. */
import type { LinkPurpose } from '../src/accounts/contract.ts'
import { createToken, hashToken } from '../src/accounts/Session.ts'
import { rows } from '../src/db/rows.ts'
import type { TestHouse } from './as.ts'
import type { Person } from './build.ts'

export async function aLink({ db }: TestHouse, { id }: Person, purpose: LinkPurpose): Promise<string> {
  const token = createToken()
  await rows(
    db,
    `update links set replaced_at = now()
      where account_id = :id and purpose = :purpose and used_at is null and replaced_at is null`,
    { id, purpose },
  )
  await rows(
    db,
    `insert into links (purpose, account_id, address, token_hash, created_by, expires_at, sent_at)
     select :purpose, id, email, :tokenHash, id, now() + interval '1 hour', now() from accounts where id = :id`,
    { id, purpose, tokenHash: hashToken(token) },
  )
  return token
}
