/**
 * People we cannot reach, of a unit: first those about whom nobody has noted anything yet, then the others, each by last
 * name. The worklist has to be quick on the day before launch, when no address of 100,000 is verified.
 */
import type { AccountKind } from '../accounts/contract.ts'
import { lastInvitation, type LastInvitation } from '../accounts/lastInvitation.ts'
import { isDistrusted } from '../accounts/mustKnowDateOfBirth.ts'
import { isId } from '../contract/words.ts'
import { rows } from '../db/rows.ts'
import { membershipsOfAccount } from '../groups/membershipsOfAccount.ts'
import type { TheirMembership } from '../groups/policy.ts'
import type { Scene } from '../http/scene.ts'
import {
  unreachableReason,
  type UnreachableCounts,
  type UnreachablePerson,
  type UnreachableReason,
} from './contract.ts'
import { findByFilter } from './findByFilter.ts'
import { notesOf } from './contactNotes.ts'
import { getsTexts } from './reachSql.ts'
import { readFilter } from './readFilter.ts'

export interface UnreachableRow {
  id: string
  firstName: string
  lastName: string
  kind: AccountKind
  roleTitle: string | null
  dateOfBirth: string | null
  email: string | null
  emailVerified: boolean
  emailBouncing: boolean
  telephone: string | null
  textsFail: boolean
  texts: boolean
  hasPassword: boolean
  invitation: LastInvitation
  reason: UnreachableReason
  distrusted: boolean
  /** In the recipient list of those who belong to the unit. */
  isListed: boolean
  memberships: TheirMembership[]
  notes: UnreachablePerson['notes']
}

interface Page {
  reason?: UnreachableReason | undefined
  kind?: AccountKind | undefined
  filter?: string | undefined
  cursor?: string | undefined
  limit: number
}

interface Texts {
  /** Whether there are text messages at all. */
  texts: boolean
}

export async function listUnreachable(
  { trx }: Pick<Scene, 'trx'>,
  unitId: string,
  { reason, kind, filter = '', cursor, limit, texts }: Page & Texts,
): Promise<{ people: UnreachableRow[]; next: string | null }> {
  const from = readCursor(cursor)
  // Patients by their index, and the few staff one by one.
  const fitting = findByFilter(members, readFilter(filter), [`m.role = 'patient'`, `m.role <> 'patient'`])
  const found: (UnreachableRow & { noted: boolean })[] = []
  for (const noted of from?.noted ? [true] : [false, true]) {
    const missing = limit + 1 - found.length
    if (missing === 0) break
    const after = from?.noted === noted ? from.accountId : undefined
    const page = await pageOf(trx, unitId, { reason, kind, fitting, noted, after, limit: missing, texts })
    found.push(...page.map((row) => ({ ...row, noted })))
  }
  const people = found.slice(0, limit)
  const last = people.at(-1)
  const notes = await notesOf(
    trx,
    unitId,
    people.filter(({ noted }) => noted).map(({ id }) => id),
  )
  return {
    people: people.map(({ noted: _, ...row }) => ({ ...row, notes: notes.get(row.id) ?? [] })),
    next: found.length > limit && last ? `${last.noted ? 'noted' : 'new'} ${last.id}` : null,
  }
}

const nobody: UnreachableCounts = { none: 0, bouncing: 0, unwanted: 0, unverified: 0 }

/** How many there are of each reason in the unit, whatever is filtered but their kind. */
export async function countUnreachable(
  { trx }: Pick<Scene, 'trx'>,
  unitId: string,
  { kind }: Pick<Page, 'kind'> = {},
): Promise<UnreachableCounts> {
  const counted = await rows<{ reason: UnreachableReason; count: number }>(
    trx,
    `select unreachable as reason, count(*) from memberships
      where group_id = :unitId and unreachable is not null and ended_at is null
        ${kind ? 'and account_kind = :kind' : ''}
      group by unreachable`,
    { unitId, ...(kind && { kind }) },
  )
  return { ...nobody, ...Object.fromEntries(counted.map((one) => [one.reason, one.count])) }
}

const members = 'm.group_id = :groupId and m.unreachable is not null and m.ended_at is null'

interface PageOf extends Texts {
  reason: UnreachableReason | undefined
  kind: AccountKind | undefined
  fitting: ReturnType<typeof findByFilter>
  noted: boolean
  after: string | undefined
  limit: number
}

function pageOf(trx: Scene['trx'], unitId: string, { reason, kind, fitting, noted, after, limit, texts }: PageOf) {
  // Those with a note are few: people wrote each of them.
  const whetherNoted = noted
    ? 'm.account_id in (select n.account_id from contact_notes n where n.group_id = :groupId)'
    : 'not exists (select from contact_notes n where n.group_id = :groupId and n.account_id = m.account_id)'
  const some = fitting.page(`
    m.unreachable = wanted.reason and ${whetherNoted} ${kind ? 'and m.account_kind = :kind' : ''}
    ${after ? `and (m.sort_name, m.account_id) > (${placeOfLast})` : ''}`)
  // The index has them in order within each reason; some of each, then, and the first of all of those.
  return rows<UnreachableRow>(
    trx,
    `${fitting.with}
     select a.id, a.first_name as "firstName", a.last_name as "lastName", a.kind, m.role_title as "roleTitle",
            a.date_of_birth as "dateOfBirth", a.email, a.email_verified_at is not null as "emailVerified",
            a.email_bouncing_at is not null as "emailBouncing", a.telephone,
            a.text_failing_at is not null as "textsFail", ${getsTexts('a')} as texts,
            a.password_hash is not null as "hasPassword", ${lastInvitation} as invitation, m.unreachable as reason,
            ${isDistrusted('a')} as distrusted,
            m.role = 'patient' or m.receives as "isListed", ${membershipsOfAccount} as memberships
       from (select m.* from unnest(cast(:reasons as text[])) as wanted (reason)
              cross join lateral ${some} m
              order by m.sort_name, m.account_id limit :limit) m
       join accounts a on a.id = m.account_id
      order by m.sort_name, m.account_id`,
    {
      ...fitting.bindings,
      ...{ groupId: unitId, limit, texts, reasons: reason ? [reason] : unreachableReason.options },
      ...(after && { after }),
      ...(kind && { kind }),
    },
  )
}

// Somebody who can be reached meanwhile, or has left, is a place in the list all the same.
const placeOfLast = `
  select last.sort_name, last.account_id from memberships last
   where last.group_id = :groupId and last.account_id = :after limit 1`

/** A cursor that was not made here starts from the beginning. */
function readCursor(text: string | undefined): { noted: boolean; accountId: string } | undefined {
  const parts = /^(noted|new) (\S+)$/.exec(text ?? '')
  return parts && isId(parts[2]) ? { noted: parts[1] === 'noted', accountId: parts[2]! } : undefined
}
