import { rows } from '../db/rows.ts'
import { waitBriefly } from '../db/waitBriefly.ts'
import type { Scene } from '../http/scene.ts'
import { enqueueAll } from '../jobs.ts'
import type { LinkPurpose } from './contract.ts'

export const worksFor: Record<LinkPurpose, string> = { verify_email: '7 days', choose_password: '72 hours' }

/**
 * Sends these people a link each, to the address on record; those without one, and closed accounts, are left out. Older
 * links of the same purpose stop working. Whoever was sent one to this address within the last minute keeps it and gets
 * nothing more, so that nobody can flood an inbox. However many they are, it takes the same few statements.
 */
export async function requestLinks(
  { actor, trx }: { actor: Pick<Scene['actor'], 'accountId'> } & Pick<Scene, 'trx'>,
  purpose: LinkPurpose,
  accountIds: string[],
): Promise<number> {
  await waitBriefly(trx)
  await rows(trx, lock, { accountIds })
  const people = await rows<{ accountId: string }>(trx, whoGetsOne, { purpose, accountIds })
  if (people.length === 0) return 0
  const bindings = { purpose, accountIds: people.map(({ accountId }) => accountId) }
  await rows(trx, replaceOlderLinks, bindings)
  const made = await rows<{ linkId: string }>(trx, makeNew, {
    ...bindings,
    createdBy: actor.accountId,
    worksFor: worksFor[purpose],
  })
  await enqueueAll(trx, 'sendLink', made)
  return made.length
}

/** In the order of their ids, so that two who do this at once wait for each other and do not lock each other out. */
const lock = `
  select from accounts where id = any(cast(:accountIds as uuid[])) order by id for no key update`

/** In a statement of its own, which sees what whoever held the lock has done. */
const whoGetsOne = `
  select a.id as "accountId" from accounts a
   where a.id = any(cast(:accountIds as uuid[])) and a.email is not null and a.closed_at is null
     and not exists (
       select from links l
        where l.account_id = a.id and l.purpose = :purpose and l.address = a.email
          and l.used_at is null and l.replaced_at is null and l.failed_at is null and l.locked_at is null
          and l.created_at > now() - interval '1 minute')`

/** Also those in printed letters. */
export const replaceOlderLinks = `
  update links set replaced_at = now()
   where account_id = any(cast(:accountIds as uuid[])) and purpose = :purpose and used_at is null and replaced_at is null`

const makeNew = `
  insert into links (purpose, account_id, address, created_by, expires_at)
  select :purpose, id, email, cast(:createdBy as uuid), now() + cast(:worksFor as interval)
    from accounts where id = any(cast(:accountIds as uuid[]))
  returning id as "linkId"`
