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
  const fits = (term: string, n: number) =>
    isBeginning(term)
      ? `(m.sort_name like ${begins(n)} or m.folded_name like ${begins(n)})`
      : `m.folded_name like ${contains(n)}`
  return {
    sql: terms.map(fits).join(' and ') || 'true',
    bindings: Object.fromEntries(terms.map((term, n) => [`term${n}`, term])),
  }
}

/**
 * Conditions of which each narrows by an index of its own what `nameCondition` finds, and nobody fits two; none where no
 * index does.
 */
export function waysToFind(terms: string[]): string[] {
  // What the trigram index needs: three letters in a row.
  if (terms.some((term) => lettersIn(term) > 2)) return ['true']
  const n = terms.findIndex(isBeginning)
  return n < 0
    ? []
    : [`m.sort_name like ${begins(n)}`, `m.folded_name like ${begins(n)} and m.sort_name not like ${begins(n)}`]
}

const contains = (n: number) => `contains_pattern(:term${n})`
const begins = (n: number) => `substr(${contains(n)}, 2)`

const lettersIn = (term: string) => term.replace(/[^\p{L}\p{N}]/gu, '').length

/** Marks that are folded away do not count: O'B is two letters. */
const isBeginning = (term: string) => /^[\p{L}\p{N}\p{M}'’‘ʼ`´‐‑–-]+$/u.test(term) && [1, 2].includes(lettersIn(term))
