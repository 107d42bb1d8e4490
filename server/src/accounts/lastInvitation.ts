import type { WayIn } from './contract.ts'
import { linkAgainAt } from './linkAgainAt.ts'

/** What the database says of how somebody was invited last, by link or letter. */
export type LastInvitation = WayIn['invitation']

const inUtc = (instant: string) => `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** From when on they may be invited again. */
export const inviteAgainAt = linkAgainAt('choose_password')

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
