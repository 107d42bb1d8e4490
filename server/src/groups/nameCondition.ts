/** Finding members of a group by what somebody typed of their name. */

export interface Condition {
  sql: string
  bindings: Record<string, unknown>
}

/** The words of a filter. */
export function termsOf(typed: string): string[] {
  return typed.split(/[\s,]+/).filter(Boolean)
}

/**
 * Of memberships `m`: each word occurs in the name, in any order. One or two letters are how the first or the last name
 * begins; anywhere in a name they would fit almost everybody, and no index would find whom.
 */
export function nameCondition(terms: string[]): Condition {
  return {
    sql: terms.map(fits).join(' and ') || 'true',
    bindings: Object.fromEntries(terms.map((term, n) => [`term${n}`, term])),
  }
}

/** What `nameCondition` finds, in two parts. */
export interface WaysToFind {
  /** A stretch of the list by name, in its order. */
  stretch: string | null
  /** All that are not in it. An index finds them, if they are few. */
  others: string
  /** Nearly the same, from what stands in the index of the list alone. */
  likelyOthers: string
}

/** Null where no index helps. */
export function waysToFind(terms: string[]): WaysToFind | null {
  const occur = terms.map((_, n) => `m.sort_name like ${contains(n)}`)
  // What the trigram index needs: three letters in a row.
  if (terms.some((term) => lettersIn(term) > 2))
    return { stretch: null, others: nameCondition(terms).sql, likelyOthers: occur.join(' and ') }
  const n = terms.findIndex(isBeginning)
  if (n < 0) return null
  const byLastName = `m.sort_name like ${begins(n)}`
  const and = terms.flatMap((term, other) => (other === n ? [] : [` and ${fits(term, other)}`])).join('')
  return {
    stretch: byLastName + and,
    // The first condition is that of the index.
    others: `m.folded_name <> '' and m.folded_name like ${begins(n)} and not ${byLastName}${and}`,
    likelyOthers: [...occur, `m.sort_name like '% ' || ${begins(n)}`].join(' and '),
  }
}

const fits = (term: string, n: number) =>
  isBeginning(term)
    ? `(m.sort_name like ${begins(n)} or m.folded_name like ${begins(n)})`
    : `m.folded_name like ${contains(n)}`

const contains = (n: number) => `contains_pattern(:term${n})`
const begins = (n: number) => `substr(${contains(n)}, 2)`

const lettersIn = (term: string) => term.replace(/[^\p{L}\p{N}]/gu, '').length

/** Marks that are folded away do not count: O'B is two letters. */
const isBeginning = (term: string) => /^[\p{L}\p{N}\p{M}'’‘ʼ`´‐‑–-]+$/u.test(term) && [1, 2].includes(lettersIn(term))
