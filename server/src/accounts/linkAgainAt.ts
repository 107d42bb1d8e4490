import type { LinkPurpose } from './contract.ts'

/**
 * As an expression, of an account `a`: from when on staff may send another e-mail with a link of this purpose to the address;
 * null: now. One in ten minutes and three in a day are plenty for an inbox in which they are not looked at. An e-mail that
 * could not be delivered has flooded nobody, and what people ask for themselves has its own limits: whoever has done so in
 * vain can be helped at once.
 */
export function linkAgainAt(purpose: LinkPurpose): string {
  return `
  (select nullif(greatest(now(), max(sent.at) + interval '10 minutes',
                          (array_agg(sent.at order by sent.at desc))[3] + interval '1 day'), now())
     from (select e.created_at as at from links e
            where e.account_id = a.id and e.purpose = '${purpose}' and e.address = a.email
              and e.created_by <> e.account_id
              and e.failed_at is null and e.created_at > now() - interval '1 day') sent)`
}
