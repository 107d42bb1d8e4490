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
/** So far into the list it is looked whether those who fit are all over it, as those of a first name are. */
const probed = 2000
/** As many among those that a page is soon full. */
const soon = 20

interface Found {
  /** How the statement begins, if it is not empty. */
  with: string
  /** The memberships of a page, up to `:limit` in the order of their names, by conditions on them and on accounts `a`. */
  page: (conditions: string) => string
  bindings: Record<string, unknown>
}

/**
 * Those of `members`, a condition on memberships `m` that holds one for each account, whom the filter fits. Who is rare comes
 * from an index and is put in order; who is not, from a walk through the list. `apart` are conditions that part the members
 * by the indexes that find them, none if no index does.
 */
export function findByFilter(members: string, wanted: Filter, apart = ['true']): Found {
  const { sql, bindings } = conditionOf(wanted)
  const inOrder = (conditions: string) => `
    (select m.* from memberships m join accounts a on a.id = m.account_id where ${members} and ${conditions}
      order by m.sort_name, m.account_id limit :limit)`
  const ways = wanted.by === 'name' && apart.length > 0 ? waysToFind(wanted.terms) : null
  if (!ways) return { with: '', page: (conditions) => inOrder(`${sql} and ${conditions}`), bindings }

  const { stretch, others, likelyOthers } = ways
  const some = apart.map(
    (part) => `
      (select m.account_id, m.sort_name from memberships m
        where not (select is_soon_full from probe) and ${members} and ${others} and ${part} limit ${many + 1})`,
  )
  const few = (conditions: string) => `
    (select m.* from (select * from candidates order by sort_name, account_id) c
       join lateral (select m.* from memberships m where m.account_id = c.account_id and ${members} offset 0) m on true
       join lateral (select * from accounts where id = c.account_id offset 0) a on true
      where not (select are_many from counted) and ${conditions} order by c.sort_name, c.account_id limit :limit)`
  return {
    with: `
      with probe as materialized (
             select count(*) < ${probed} or count(*) filter (where ${likelyOthers}) > ${soon} as is_soon_full
               from (select m.sort_name from memberships m where ${members}
                      order by m.sort_name, m.account_id limit ${probed}) m),
           candidates as materialized (${some.join(' union all ')}),
           counted as materialized (
             select (select is_soon_full from probe) or count(*) > ${many} as are_many from candidates)`,
    page: (conditions) => {
      const parts = [
        ...(stretch ? [inOrder(`${stretch} and ${conditions}`)] : []),
        few(conditions),
        inOrder(`(select are_many from counted) and ${asIfMany(others)} and ${conditions}`),
      ]
      return `(select * from (${parts.join(' union all ')}) m order by m.sort_name, m.account_id limit :limit)`
    },
    bindings,
  }
}

/** A condition of which the planner does not think that so few fit that it should fetch them all and put them in order. */
const asIfMany = (condition: string) => `case when ${condition} then true else false end`
