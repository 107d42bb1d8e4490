import type { Person } from '../accounts/contract.ts'
import { isId } from '../contract/words.ts'
import { rows } from '../db/rows.ts'
import { nameCondition, termsOf } from '../groups/nameCondition.ts'
import type { Scene } from '../http/scene.ts'
import type { Away } from './contract.ts'
import type { Absent } from './findAbsent.ts'
import { presentAway } from './present.ts'
import { whoCovers } from './whoCovers.ts'

interface Page {
  filter?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** A page of the unit's other recipients, of whom nobody chooses themself, by last name; the cursor is the account id of the last one before it. */
export async function listCovers(
  { trx, actor }: Scene,
  { unit, membershipId }: Absent,
  { filter = '', cursor, limit }: Page,
): Promise<{ covers: (Person & { away: Away | null })[]; next: string | null }> {
  const named = nameCondition(termsOf(filter))
  const after = isId(cursor) ? cursor : undefined
  const found = await rows<Person & { membershipId: string }>(
    trx,
    `select m.id as "membershipId", a.id, a.kind, a.first_name || ' ' || a.last_name as name, m.role_title as "roleTitle"
       from memberships m join accounts a on a.id = m.account_id
      where m.group_id = :unitId and m.receives and a.closed_at is null and m.id <> :membershipId and m.account_id <> :actorId
        and ${named.sql}
        ${
          after
            ? `and (m.sort_name, m.account_id) > (select last.sort_name, last.account_id from memberships last
                 where last.group_id = :unitId and last.account_id = :after and last.receives limit 1)`
            : ''
        }
      order by m.sort_name, m.account_id limit :limit`,
    {
      ...{ unitId: unit.id, membershipId, actorId: actor.accountId, limit: limit + 1 },
      ...(after && { after }),
      ...named.bindings,
    },
  )
  const page = found.slice(0, limit)
  const covered = await whoCovers(
    trx,
    page.map((one) => one.membershipId),
  )
  return {
    covers: page.map(({ membershipId: theirs, ...person }) => ({
      ...person,
      away: presentAway(covered.get(theirs)),
    })),
    next: found.length > limit ? (page.at(-1)?.id ?? null) : null,
  }
}
