import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'

const mostTerms = 6
/** A word in more conversations than this is common: then walking the inbox finds a page sooner than collecting all. */
const common = 2000

/**
 * What a search adds to the conditions of the inbox query: each word must occur in the subject, a message or a name.
 * Without words, nothing. A rare word is looked up in the trigram indexes first, so that finding one conversation among
 * a million does not walk them all.
 */
export async function searchCondition(
  trx: Transaction,
  search: string | undefined,
): Promise<{ sql: string; bindings: Record<string, unknown> }> {
  const terms = (search ?? '').split(/\s+/).filter(Boolean).slice(0, mostTerms)
  if (terms.length === 0) return { sql: 'true', bindings: {} }
  const bindings: Record<string, unknown> = Object.fromEntries(terms.map((term, n) => [`word${n}`, term]))
  const every = terms.map((_, n) => occurs(`contains_pattern(:word${n})`)).join(' and ')
  const candidates = await rareCandidates(trx, terms)
  if (!candidates) return { sql: every, bindings }
  return { sql: `p.conversation_id = any(:candidates) and ${every}`, bindings: { ...bindings, candidates } }
}

function occurs(pattern: string): string {
  return `(
    exists (select from conversations s where s.id = p.conversation_id and fold(s.subject) like ${pattern})
    or exists (select from messages s where s.conversation_id = p.conversation_id and fold(s.text) like ${pattern})
    or exists (select from participants o join accounts a on a.id = o.account_id
                where o.conversation_id = p.conversation_id
                  and fold(a.first_name || ' ' || a.last_name) like ${pattern}))`
}

/** All conversations of anybody in which the longest word occurs, if they are few. */
async function rareCandidates(trx: Transaction, terms: string[]): Promise<string[] | undefined> {
  const longest = terms.toSorted((one, other) => other.length - one.length)[0]!
  if (longest.replace(/[^\p{L}\p{N}]/gu, '').length < 3) return undefined
  const found = await rows<{ id: string }>(
    trx,
    `select id from (
       (select id from conversations where fold(subject) like contains_pattern(:longest) limit :enough)
       union all
       (select conversation_id from messages where fold(text) like contains_pattern(:longest) limit :enough)
       union all
       (select p.conversation_id from accounts a join participants p on p.account_id = a.id
         where fold(a.first_name || ' ' || a.last_name) like contains_pattern(:longest) limit :enough)
     ) as occurring(id) limit :enough`,
    { longest, enough: common + 1 },
  )
  return found.length > common ? undefined : [...new Set(found.map(({ id }) => id))]
}
