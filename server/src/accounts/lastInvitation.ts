import type { WayIn } from './contract.ts'

/** What the database says of how somebody was invited last, by link or letter. */
export type LastInvitation = WayIn['invitation']

const inUtc = (instant: string) => `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/**
 * As an expression, of an account `a`: from when on another e-mail with a link to choose a password may be sent to the address;
 * null: now. An e-mail that could not be delivered has flooded nobody. One in ten minutes and three in a day are plenty for an
 * inbox in which they are not looked at.
 */
export const inviteAgainAt = `
  (select nullif(greatest(now(), max(sent.at) + interval '10 minutes',
                          (array_agg(sent.at order by sent.at desc))[3] + interval '1 day'), now())
     from (select e.created_at as at from links e
            where e.account_id = a.id and e.purpose = 'choose_password' and e.address = a.email
              and e.failed_at is null and e.created_at > now() - interval '1 day') sent)`

/** As an expression, of an account `a`: null of somebody who was never sent a link to choose a password. */
export const lastInvitation = `
  (select json_build_object(
            'by', case when l.address is null then 'letter' else 'email' end,
            'at', ${inUtc('l.created_at')},
            'state', case when l.failed_at is not null then 'failed'
                          when l.used_at is null and l.replaced_at is null and l.locked_at is null and l.expires_at > now()
                               and (l.address is null or l.address = a.email) then 'waiting'
                          else 'expired' end,
            'againAt', ${inUtc(inviteAgainAt)})
     from links l
    where l.account_id = a.id and l.purpose = 'choose_password'
    order by l.created_at desc limit 1)`

/** Whoever has a password came in already, however it was. */
export function wayInOf({ hasPassword, invitation }: { hasPassword: boolean; invitation: LastInvitation }): WayIn {
  return { chosen: hasPassword, invitation: hasPassword ? null : invitation }
}
