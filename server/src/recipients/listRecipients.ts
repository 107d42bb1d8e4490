/**
 * The recipient list of a group, patients first, then staff, each by last name. A page is found by name order; a rare
 * name comes from the trigram index, so that a filter is as fast among 100,000 patients as among 100.
 */
import type { AccountKind } from '../accounts/contract.ts'
import { isId } from '../contract/words.ts'
import { rows } from '../db/rows.ts'
import type { WritableGroup } from '../groups/listGroups.ts'
import type { Scene } from '../http/scene.ts'
import { findByFilter } from '../patients/findByFilter.ts'
import type { UnreachableReason } from '../patients/contract.ts'
import { getsTexts } from '../patients/reachSql.ts'
import { readFilter } from '../patients/readFilter.ts'
import { kindsListedFor } from './policy.ts'

export interface RecipientRow {
  accountId: string
  membershipId: string
  kind: AccountKind
  firstName: string
  lastName: string
  roleTitle: string | null
  dateOfBirth: string | null
  unreachable: UnreachableReason | null
  texts: boolean
  telephone: string | null
}

interface Page {
  filter?: string | undefined
  only?: AccountKind | undefined
  cursor?: string | undefined
  limit: number
  /** Whether there are text messages at all. */
  texts: boolean
}

export async function listRecipients(
  { actor, trx }: Scene,
  { group, section }: WritableGroup,
  { filter, only, cursor, limit, texts }: Page,
): Promise<{ recipients: RecipientRow[]; next: string | null }> {
  const from = readCursor(cursor)
  const kinds = kindsListedFor(actor, section).filter((kind) => !only || kind === only)
  const found: RecipientRow[] = []
  for (const kind of kinds.slice(from ? kinds.indexOf(from.kind) : 0)) {
    const after = from?.kind === kind ? from : undefined
    const missing = limit + 1 - found.length
    if (missing > 0)
      found.push(
        ...(await pageOfKind(trx, {
          actorId: actor.accountId,
          groupId: group.id,
          kind,
          filter,
          after,
          limit: missing,
          texts,
        })),
      )
  }
  const recipients = found.slice(0, limit)
  const last = recipients.at(-1)
  return { recipients, next: found.length > limit && last ? writeCursor(last) : null }
}

interface Cursor {
  kind: AccountKind
  accountId: string
}

interface PageOfKind {
  actorId: string
  groupId: string
  kind: AccountKind
  filter: string | undefined
  after: Cursor | undefined
  limit: number
  texts: boolean
}

async function pageOfKind(
  trx: Scene['trx'],
  { actorId, groupId, kind, filter, after, limit, texts }: PageOfKind,
): Promise<RecipientRow[]> {
  const wanted = readFilter(filter ?? '')
  if (wanted.by !== 'name' && kind === 'staff') return []
  const members = `m.group_id = :groupId and ${kind === 'patient' ? `m.role = 'patient' and m.ended_at is null` : 'm.receives'}`
  // Of staff there are few enough to look at each.
  const found = findByFilter(members, wanted, kind === 'patient' ? undefined : [])
  return rows<RecipientRow>(
    trx,
    `${found.with}
     select a.id as "accountId", m.id as "membershipId", a.kind, a.first_name as "firstName", a.last_name as "lastName",
            m.role_title as "roleTitle", a.date_of_birth as "dateOfBirth", m.unreachable, ${getsTexts('a')} as texts,
            a.telephone
       from ${found.page(`
              m.account_id <> :actorId and a.closed_at is null
              ${after ? `and (m.sort_name, m.account_id) > (${placeOfLast(members)})` : ''}`)} m
       join accounts a on a.id = m.account_id
      order by m.sort_name, m.account_id`,
    { groupId, actorId, limit, texts, ...found.bindings, ...(after && { afterId: after.accountId }) },
  )
}

// A cursor may end up in a URL, so it holds an id and no name. Only somebody of this very list is a place in it.
const placeOfLast = (members: string) =>
  `select m.sort_name, m.account_id from memberships m where ${members} and m.account_id = :afterId`

function writeCursor({ kind, accountId }: RecipientRow): string {
  return `${kind} ${accountId}`
}

/** A cursor that was not made by `writeCursor` starts from the beginning. */
function readCursor(text: string | undefined): Cursor | undefined {
  const parts = /^(patient|staff) (\S+)$/.exec(text ?? '')
  return parts && isId(parts[2]) ? { kind: parts[1] as AccountKind, accountId: parts[2]! } : undefined
}
