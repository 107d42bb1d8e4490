/** Members of a group whom a filter fits, as SQL. */
import { nameCondition, waysToFind, type Condition } from '../groups/nameCondition.ts'
import type { Filter } from './readFilter.ts'

function conditionOf(wanted: Filter): Condition {
  switch (wanted.by) {
    case 'nhsNumber':
      return { sql: 'a.nhs_number = :nhsNumber', bindings: { nhsNumber: wanted.nhsNumber } }
    case 'dateOfBirth':
      return { sql: 'a.date_of_birth = cast(:dateOfBirth as date)', bindings: { dateOfBirth: wanted.dateOfBirth } }
    case 'name':
      return nameCondition(wanted.terms)
  }
}

/** More than this are many: then those of a page are found sooner by walking the list in its order. */
const many = 4000

interface Found {
  /** How the statement begins, if it is not empty. */
  with: string
  /** The memberships of a page, up to `:limit` in the order of their names, by conditions on them and on accounts `a`. */
  page: (conditions: string) => string
  bindings: Record<string, unknown>
}

/**
 * Those of `members`, a condition on memberships `m` that holds one for each account, whom the filter fits. A name that fits
 * few comes from an index; `apart` are conditions that part the members by the indexes that find them, none if no index does.
 */
export function findByFilter(members: string, wanted: Filter, apart = ['true']): Found {
  const { sql, bindings } = conditionOf(wanted)
  const fits = `${members} and ${sql}`
  const walk = (conditions: string) => `
    (select m.* from memberships m join accounts a on a.id = m.account_id where ${fits} and ${conditions}
      order by m.sort_name, m.account_id limit :limit)`
  const ways = wanted.by === 'name' ? waysToFind(wanted.terms) : []
  if (ways.length === 0 || apart.length === 0) return { with: '', page: walk, bindings }
  const some = ways.flatMap((way) =>
    apart.map(
      (part) =>
        `(select m.account_id, m.sort_name from memberships m where ${fits} and ${part} and ${way} limit ${many + 1})`,
    ),
  )
  const few = (conditions: string) => `
    (select m.* from (select * from candidates order by sort_name, account_id) c
       join memberships m on m.account_id = c.account_id and ${members}
       join accounts a on a.id = c.account_id
      where ${conditions} order by c.sort_name, c.account_id limit :limit)`
  return {
    with: `
      with candidates as materialized (${some.join(' union all ')}),
           counted as materialized (select count(*) > ${many} as are_many from candidates)`,
    page: (conditions) => `
      (${few(`not (select are_many from counted) and ${conditions}`)}
       union all
       ${walk(`(select are_many from counted) and ${conditions}`)})`,
    bindings,
  }
}
