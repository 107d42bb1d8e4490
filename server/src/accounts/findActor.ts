import type { Config } from '../config.ts'
import type { Caller } from '../contract/endpoint.ts'
import type { Transaction } from '../db/connect.ts'
import { plannedRows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Call } from '../http/route.ts'
import type { Actor } from '../http/scene.ts'
import { isDemandedOf } from './secondFactor/demands.ts'
import { whyEnded } from './whyEnded.ts'
import { hashToken } from './Session.ts'

/** How long after its end a session may still save a draft. */
const recently = '1 day'
/** The idle limit is not moved more often than this, so that reading does not write. */
const idleStep = '30 seconds'

/**
 * The person behind a session token, with their current memberships; undefined when there is none, and when a session has
 * ended it rejects with why, if that is known. Unless the
 * call is in the background, it moves the session's idle limit.
 */
export async function findActor(
  config: Config['session'],
  trx: Transaction,
  { token, background }: Pick<Call, 'token' | 'background'>,
  caller: Caller,
): Promise<Actor | undefined> {
  if (!token) return undefined
  const [actor] = await plannedRows<Actor & { live: boolean }>(trx, select, {
    tokenHash: hashToken(token),
    recently,
    moveIdle: !background,
    idleStep,
    patientIdle: `${config.idleMinutes.patient} minutes`,
    staffIdle: `${config.idleMinutes.staff} minutes`,
  })
  if (actor && (actor.live || caller === 'recentlySignedIn')) return actor
  const ended = await whyEnded(trx, token)
  if (ended) throw new Problem('signedOut', { ended })
  return undefined
}

const select = `
  with found as (
    select s.id, s.account_id, s.door, s.idle_ends_at, s.ends_at, a.kind, a.first_name, a.last_name,
           now() < least(s.idle_ends_at, s.ends_at) as live,
           now() + cast(case a.kind when 'patient' then :patientIdle else :staffIdle end as interval) as next_idle_ends_at
      from sessions s join accounts a on a.id = s.account_id
     where s.token_hash = :tokenHash and s.ended_at is null and a.closed_at is null
       and now() < least(s.idle_ends_at, s.ends_at) + cast(:recently as interval)
  ), moved as (
    update sessions set idle_ends_at = found.next_idle_ends_at
      from found
     where found.live and cast(:moveIdle as boolean)
       and found.next_idle_ends_at > found.idle_ends_at + cast(:idleStep as interval)
       -- Another request of the same person that is under way moves it anyway; this one does not wait for that.
       and sessions.id = (select s.id from sessions s where s.id = found.id for no key update skip locked)
    returning sessions.idle_ends_at
  )
  select found.account_id as "accountId", found.id as "sessionId", found.kind, found.door,
         found.first_name as "firstName", found.last_name as "lastName", found.live,
         coalesce((select idle_ends_at from moved), found.idle_ends_at) as "idleEndsAt", found.ends_at as "endsAt",
         found.kind = 'staff' and ${isDemandedOf('found.account_id')} as "mustEnrol",
         coalesce((
           select json_agg(json_build_object(
                    'id', m.id, 'groupId', m.group_id, 'groupName', g.name, 'groupKind', g.kind,
                    'specialtyId', g.specialty_id, 'role', m.role, 'roleTitle', m.role_title) order by g.name)
             from memberships m join groups g on g.id = m.group_id
            where m.account_id = found.account_id and m.ended_at is null
         ), '[]') as memberships
    from found`
