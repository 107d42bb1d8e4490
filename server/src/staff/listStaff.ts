import type { Role } from '../accounts/contract.ts'
import { lastInvitation, type LastInvitation } from '../accounts/lastInvitation.ts'
import { isId } from '../contract/words.ts'
import { rows } from '../db/rows.ts'
import type { MemberOfStaff } from './contract.ts'
import { membershipsOfAccount } from '../groups/membershipsOfAccount.ts'
import { nameCondition, termsOf } from '../groups/nameCondition.ts'
import type { TheirMembership } from '../groups/policy.ts'
import type { Scene } from '../http/scene.ts'

export interface StaffRow {
  id: string
  firstName: string
  lastName: string
  username: string
  roleTitle: string | null
  role: Role
  email: string | null
  emailVerified: boolean
  emailBouncing: boolean
  isRecipient: boolean
  isDefaultContact: boolean
  lastSignInAt: Date | null
  hasCode: boolean
  openConversations: number
  membershipId: string
  absence: MemberOfStaff['absence']
  hasPassword: boolean
  invitation: LastInvitation
  /** In every group, because an account opens all of them. */
  memberships: TheirMembership[]
}

export type Only = 'recipients' | 'never_signed_in' | 'no_email' | 'unit_admins' | 'no_code'

/** Looked up one by one: an `exists` here would read everybody's, of every unit. */
const hasCode = 'coalesce((select f.confirmed_at is not null from second_factors f where f.account_id = a.id), false)'

const conditions: Record<Only, string> = {
  recipients: 'm.receives',
  never_signed_in: 'not exists (select from sessions s where s.account_id = a.id)',
  no_email: 'a.email is null',
  unit_admins: `m.role = 'unit_admin'`,
  no_code: `not ${hasCode}`,
}

interface Page {
  filter?: string | undefined
  only?: Only | undefined
  cursor?: string | undefined
  limit: number
}

/** A page of a unit's staff, by last name; the cursor is the account id of the last one before it. */
export async function listStaff(
  { trx }: Pick<Scene, 'trx'>,
  unitId: string,
  { filter = '', only, cursor, limit }: Page,
): Promise<{ staff: StaffRow[]; next: string | null }> {
  const named = nameCondition(termsOf(filter))
  const after = isId(cursor) ? cursor : undefined
  const found = await rows<StaffRow>(
    trx,
    `select a.id, m.id as "membershipId", a.first_name as "firstName", a.last_name as "lastName", a.username, m.role_title as "roleTitle",
            m.role, a.email, a.email_verified_at is not null as "emailVerified",
            a.email_bouncing_at is not null as "emailBouncing", m.is_recipient as "isRecipient",
            g.default_contact_id is not distinct from m.id as "isDefaultContact",
            (select s.started_at from sessions s where s.account_id = a.id order by s.started_at desc limit 1)
              as "lastSignInAt",
            ${hasCode} as "hasCode",
            (select count(*) from (select from participants p
              where p.account_id = a.id and p.group_id = m.group_id and not p.archived and p.left_at is null
              limit 1000) as open) as "openConversations",
            (select json_build_object('firstDay', b.first_day, 'lastDay', b.last_day, 'now', b.first_day <= local_day(now()),
                      'coverHasGone', b.cover_id is not null and not exists (
                        select from memberships cover join accounts ca on ca.id = cover.account_id
                         where cover.id = b.cover_id and cover.receives and ca.closed_at is null))
               from absences b
              where b.membership_id = m.id and b.ended_at is null and b.last_day >= local_day(now())
              order by b.last_day limit 1) as absence,
            a.password_hash is not null as "hasPassword", ${lastInvitation} as invitation,
            ${membershipsOfAccount} as memberships
       from memberships m
       join groups g on g.id = m.group_id
       join accounts a on a.id = m.account_id
      where m.group_id = :unitId and m.role <> 'patient' and m.ended_at is null and a.closed_at is null
        and ${named.sql}
        ${only ? `and ${conditions[only]}` : ''}
        ${
          after
            ? `and (m.sort_name, m.account_id) > (select last.sort_name, last.account_id from memberships last
                 where last.group_id = :unitId and last.account_id = :after and last.role <> 'patient' limit 1)`
            : ''
        }
      order by m.sort_name, m.account_id
      limit :limit`,
    {
      unitId,
      limit: limit + 1,
      ...(after && { after }),
      ...named.bindings,
    },
  )
  const staff = found.slice(0, limit)
  return { staff, next: found.length > limit ? (staff.at(-1)?.id ?? null) : null }
}
