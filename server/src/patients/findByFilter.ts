/**
 * What a filter means as SQL over memberships `m` and accounts `a`. A rare name comes from the trigram index; one that
 * fits many is found sooner by walking the list in its order.
 */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { Filter } from './readFilter.ts'

export interface Condition {
  sql: string
  bindings: Record<string, unknown>
}

export function conditionOf(wanted: Filter): Condition {
  switch (wanted.by) {
    case 'nhsNumber':
      return { sql: 'a.nhs_number = :nhsNumber', bindings: { nhsNumber: wanted.nhsNumber } }
    case 'dateOfBirth':
      return { sql: 'a.date_of_birth = cast(:dateOfBirth as date)', bindings: { dateOfBirth: wanted.dateOfBirth } }
    case 'name':
      return {
        sql: wanted.terms.map((_, n) => `m.folded_name like contains_pattern(:term${n})`).join(' and ') || 'true',
        bindings: Object.fromEntries(wanted.terms.map((term, n) => [`term${n}`, term])),
      }
  }
}

/** More than this are many. */
const many = 1000

/** The conditions that find whom a filter fits among `members` of a group: their ids when a name is rare. */
export async function findByFilter(
  trx: Transaction,
  members: string,
  groupId: string,
  wanted: Filter,
): Promise<Condition> {
  const { sql, bindings } = conditionOf(wanted)
  const walked = { sql: `${members} and ${sql}`, bindings: { groupId, ...bindings } }
  if (wanted.by !== 'name' || !wanted.isSelective) return walked
  const found = await rows<{ id: string }>(trx, `select m.id from memberships m where ${walked.sql} limit :enough`, {
    ...walked.bindings,
    enough: many + 1,
  })
  return found.length > many
    ? walked
    : { sql: 'm.id = any(:candidates)', bindings: { groupId, candidates: found.map(({ id }) => id) } }
}
