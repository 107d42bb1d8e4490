import { lastInvitation, type LastInvitation } from '../accounts/lastInvitation.ts'
import { rows } from '../db/rows.ts'
import { membershipsOfAccount } from '../groups/membershipsOfAccount.ts'
import type { TheirMembership } from '../groups/policy.ts'
import type { Scene } from '../http/scene.ts'
import { isId } from '../contract/words.ts'
import { findByFilter } from './findByFilter.ts'
import { readFilter } from './readFilter.ts'

export interface PatientRow {
  id: string
  firstName: string
  lastName: string
  username: string
  dateOfBirth: string | null
  nhsNumber: string | null
  email: string | null
  emailVerified: boolean
  emailBouncing: boolean
  telephone: string | null
  hasPassword: boolean
  invitation: LastInvitation
  lastSignInAt: Date | null
  memberships: TheirMembership[]
}

export type Only = 'no_email' | 'unverified' | 'bouncing' | 'never_signed_in'

const conditions: Record<Only, string> = {
  no_email: `m.unreachable = 'none'`,
  // Also of those who want no e-mails.
  unverified: `(m.unreachable = 'unverified' or m.unreachable = 'unwanted' and a.email_verified_at is null)`,
  bouncing: `m.unreachable = 'bouncing'`,
  never_signed_in: 'not exists (select from sessions s where s.account_id = a.id)',
}

interface Page {
  filter?: string | undefined
  only?: Only | undefined
  cursor?: string | undefined
  limit: number
}

/** A page of a unit's patients, by last name; the cursor is the account id of the last one before it. */
export async function listPatients(
  { trx }: Pick<Scene, 'trx'>,
  unitId: string,
  { filter = '', only, cursor, limit }: Page,
): Promise<{ patients: PatientRow[]; next: string | null }> {
  const members = `m.group_id = :groupId and m.role = 'patient' and m.ended_at is null`
  const fitting = findByFilter(members, readFilter(filter))
  const after = isId(cursor) ? cursor : undefined
  const found = await rows<PatientRow>(
    trx,
    `${fitting.with}
     select a.id, a.first_name as "firstName", a.last_name as "lastName", a.username, a.date_of_birth as "dateOfBirth",
            a.nhs_number as "nhsNumber", a.email, a.email_verified_at is not null as "emailVerified",
            a.email_bouncing_at is not null as "emailBouncing", a.telephone, a.password_hash is not null as "hasPassword", ${lastInvitation} as invitation,
            ${lastSignIn} as "lastSignInAt", ${membershipsOfAccount} as memberships
       from ${fitting.page(`
              a.closed_at is null
              ${only ? `and ${conditions[only]}` : ''}
              ${after ? `and (m.sort_name, m.account_id) > (${placeOfLast})` : ''}`)} m
       join accounts a on a.id = m.account_id
      order by m.sort_name, m.account_id`,
    { ...fitting.bindings, groupId: unitId, limit: limit + 1, ...(after && { after }) },
  )
  const patients = found.slice(0, limit)
  return { patients, next: found.length > limit ? (patients.at(-1)?.id ?? null) : null }
}

/** Of an account `a`. */
const lastSignIn = `
  (select s.started_at from sessions s where s.account_id = a.id order by s.started_at desc limit 1)`

// Also somebody who has left meanwhile is a place in the list, so that a page goes on behind them.
const placeOfLast = `
  select last.sort_name, last.account_id from memberships last
   where last.group_id = :groupId and last.account_id = :after and last.role = 'patient' limit 1`
