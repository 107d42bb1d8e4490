import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { Jobs } from '../jobs.ts'
import { isDistrusted } from './mustKnowDateOfBirth.ts'
import { lostProofLately } from './provedBefore.ts'
import { requestLinks } from './requestLinks.ts'

/** Several people may share one address; no more than a family does. */
const mostAccounts = 10

/**
 * Sends every open account of this username or address a link to choose a password, to an address that is proved. Nothing
 * while it has been asked for very often: then the newest link still works, because it outlives the limit, so an inbox is
 * not flooded and nobody is locked out. Nor for a week after staff have changed a proved address: it may be their own; then
 * another admin of the unit can help.
 */
export async function helpSignIn(
  { trx }: Pick<Scene<null>, 'trx'>,
  { who, requestId }: Jobs['helpSignIn'],
): Promise<void> {
  const found = await rows<{ accountId: string }>(trx, find, { who, mostAccounts })
  for (const { accountId } of found) {
    await requestLinks({ trx, actor: { accountId } }, 'choose_password', [accountId])
    await record({ trx, requestId, actor: null }, 'sign_in.help_asked', { detail: { accountId } })
  }
}

/**
 * In the order of their ids, in which others lock them too. A link that was used shows that its mails are read, one that
 * failed has flooded nobody, and what an admin asks for is another matter.
 */
const find = `
  select a.id as "accountId" from accounts a
   where (lower(a.email) = lower(:who) or lower(a.username) = lower(:who))
     and a.email_verified_at is not null and a.closed_at is null and not ${isDistrusted('a')}
     and not ${lostProofLately}
     and (select count(*) < 6 and count(*) filter (where l.created_at > now() - interval '1 hour') < 3
            from links l
           where l.account_id = a.id and l.purpose = 'choose_password' and l.address = a.email and l.created_by = a.id
             and l.used_at is null and l.failed_at is null and l.created_at > now() - interval '1 day')
   order by a.id
   limit :mostAccounts`
