/**
 * Search in one's own conversations: each word must occur in the subject, a message or a name. There are two ways, and
 * each is slow where the other is fast: to walk the inbox and look into each conversation (finds a page of a common word
 * at once), or to collect the conversations of a rare word from the trigram indexes (finds one among a million).
 */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'

/** A word in more conversations than this is common, and an inbox with fewer conversations is simply walked. */
const many = 2000
/** A word that is estimated in more messages than this is not even counted. */
const common = 20_000

export interface Condition {
  sql: string
  bindings: Record<string, unknown>
}

/** What a search adds to the conditions on a participant row `p`; without words, nothing. */
export async function searchCondition(
  trx: Transaction,
  accountId: string,
  search: string | undefined,
): Promise<Condition> {
  const terms = (search ?? '').split(/\s+/).filter(Boolean)
  if (terms.length === 0) return { sql: 'true', bindings: {} }
  const sql = terms.map((_, n) => occurs(`contains_pattern(:word${n})`)).join(' and ')
  const bindings = Object.fromEntries(terms.map((term, n) => [`word${n}`, term]))
  const candidates = await rareCandidates(trx, accountId, terms)
  if (!candidates) return { sql, bindings }
  return { sql: `p.conversation_id = any(:candidates) and ${sql}`, bindings: { ...bindings, candidates } }
}

// As values and not as EXISTS, which the planner may turn into a hash of all messages that match.
function occurs(pattern: string): string {
  return `coalesce(
    (select true from conversations s where s.id = p.conversation_id and fold(s.subject) like ${pattern}),
    (select true from messages s where s.conversation_id = p.conversation_id and fold(s.text) like ${pattern} limit 1),
    (select true from participants o join accounts a on a.id = o.account_id
      where o.conversation_id = p.conversation_id
        and fold(a.first_name || ' ' || a.last_name) like ${pattern} limit 1),
    false)`
}

/** The conversations, of anybody, in which the first rare word occurs; undefined when walking is the better way. */
async function rareCandidates(trx: Transaction, accountId: string, terms: string[]): Promise<string[] | undefined> {
  // The trigram indexes need three letters or digits in a row.
  const words = terms.filter((term) => /[\p{L}\p{N}]{3}/u.test(term)).sort((one, other) => other.length - one.length)
  if (words.length === 0 || !(await hasMany(trx, accountId))) return undefined
  for (const word of words) {
    if ((await estimatedOccurrences(trx, word)) > common) continue
    const found = await rows<{ id: string }>(trx, occurrences, { word, enough: many + 1 })
    if (found.length <= many) return [...new Set(found.map(({ id }) => id))]
  }
  return undefined
}

/** What the planner's statistics say, without reading a message. */
async function estimatedOccurrences(trx: Transaction, word: string): Promise<number> {
  const [plan] = await rows<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    trx,
    'explain (format json) select from messages where fold(text) like contains_pattern(:word)',
    { word },
  )
  return plan!['QUERY PLAN'][0].Plan['Plan Rows']
}

async function hasMany(trx: Transaction, accountId: string): Promise<boolean> {
  const [own] = await rows<{ count: number }>(
    trx,
    `select count(*) as count from (
       select from participants p where p.account_id = :accountId and p.left_at is null and not p.archived
        order by p.last_activity_at desc, p.conversation_id desc limit :enough) as counted`,
    { accountId, enough: many + 1 },
  )
  return own!.count > many
}

const occurrences = `
  select id from (
    (select id from conversations where fold(subject) like contains_pattern(:word) limit :enough)
    union all
    (select conversation_id from messages where fold(text) like contains_pattern(:word) limit :enough)
    union all
    (select p.conversation_id from accounts a join participants p on p.account_id = a.id
      where fold(a.first_name || ' ' || a.last_name) like contains_pattern(:word) limit :enough)
  ) as occurring(id) limit :enough`
