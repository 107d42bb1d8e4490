/** How names and texts compare, said once more in the plainest way: what the database's `fold` must agree with. */
import fc from 'fast-check'

function folded(text: string): string {
  const withoutMarks = text.normalize('NFD').replace(/\p{M}/gu, '')
  return withoutMarks.replace(/['’‘ʼ`´‐‑–-]/g, '').toLowerCase()
}

/** Whether every word that was typed occurs in one of these texts. */
export function findsAll(words: string[], texts: string[]): boolean {
  return words.every((word) => texts.some((text) => folded(text).includes(folded(word))))
}

/** The same of a first and a last name, where one or two letters have to be how one of them begins. */
export function findsName(words: string[], names: string[]): boolean {
  return words.every((word) =>
    /^[a-z0-9]{1,2}$/.test(folded(word))
      ? names.some((name) => folded(name).startsWith(folded(word)))
      : folded(names.join(' ')).includes(folded(word)),
  )
}

/** What breaks searches: wildcards and escapes of SQL, quotes, accents, hyphens, capitals, emoji. */
const pieces = ['a', 'b', 'Ab', 'BA', 'é', 'ñ', 'Ü', `'`, '’', '-', '%', '_', '\\', '"', '$1', '?', ':a', '🫘', '0']
export const awkwardWord = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }).map((of) => of.join(''))
