/** The names with which new people sign in: as typed, or made from their names. */
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'

/**
 * Until the end of the transaction nobody else makes accounts by a changeset: what was found free stays free. To be taken
 * by `lock`, before any account is locked.
 */
export async function lockNewAccounts(trx: Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended('new accounts', 0))`)
}

const mostLetters = 60

/**
 * What is wrong with a username that somebody chose for a new person; those that exist may be as they are. Plain letters
 * only: they look like nobody else's, say nothing in an e-mail, and are the same in lower case here and in the database.
 */
export function problemOfUsername(username: string): string | null {
  if (username.length > mostLetters) return `A username has at most ${mostLetters} characters. Choose a shorter one.`
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(username)
    ? null
    : 'A username has letters from a to z, digits, dots, hyphens and underscores, and begins with a letter or a digit, such as susan.turner.'
}

/** Those of these usernames, in lower case, that belong to somebody. */
export async function takenUsernames(trx: Transaction, usernames: string[]): Promise<Set<string>> {
  if (usernames.length === 0) return new Set()
  const found = await rows<{ username: string }>(
    trx,
    `select lower(username) as username from accounts where lower(username) = any(:usernames)`,
    { usernames: [...new Set(usernames.map((username) => username.toLowerCase()))] },
  )
  return new Set(found.map(({ username }) => username))
}

interface Named {
  line: number
  firstName: string
  lastName: string
}

/**
 * A free username for each of these people, by line: susan.turner, susan.turner2 ... `reserved` are those that others of
 * the same changeset bring along. A name is tried further only for those whose numbers so far are all taken.
 */
export async function makeUsernames(
  trx: Transaction,
  people: Named[],
  reserved: string[] = [],
): Promise<Map<number, string>> {
  const made = new Map<number, string>()
  const taken = new Set(reserved.map((username) => username.toLowerCase()))
  const looked = new Map<string, number>()
  // Of a name, not of a person: of thousands who share one, each would try all those before again.
  const next = new Map<string, number>()
  let waiting = people.map(({ line, firstName, lastName }) => ({ line, base: baseOf(firstName, lastName) }))
  while (waiting.length > 0) {
    const wanted = furtherCandidates(waiting, looked)
    for (const username of await takenUsernames(trx, wanted)) taken.add(username)
    waiting = waiting.filter(({ line, base }) => {
      let number = next.get(base) ?? 1
      while (number <= looked.get(base)! && taken.has(numbered(base, number))) number++
      next.set(base, number)
      if (number > looked.get(base)!) return true
      taken.add(numbered(base, number))
      made.set(line, numbered(base, number))
      return false
    })
  }
  return made
}

/** The next numbers of each name that is not settled: as many again as there were, and enough for all who share it. */
function furtherCandidates(waiting: { base: string }[], looked: Map<string, number>): string[] {
  const sharing = new Map<string, number>()
  for (const { base } of waiting) sharing.set(base, (sharing.get(base) ?? 0) + 1)
  return [...sharing].flatMap(([base, count]) => {
    const from = looked.get(base) ?? 0
    const to = from + Math.max(count + 1, 2 * from, 4)
    looked.set(base, to)
    return Array.from({ length: to - from }, (_, n) => numbered(base, from + n + 1))
  })
}

function numbered(base: string, number: number): string {
  return number === 1 ? base : `${base.slice(0, mostLetters - String(number).length)}${number}`
}

function baseOf(firstName: string, lastName: string): string {
  const base = [ascii(firstName), ascii(lastName)].filter(Boolean).join('.')
  return base.slice(0, mostLetters).replace(/\.$/, '') || 'person'
}

// Letters that do not fall into a plain one and an accent.
const plainly: Record<string, string> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŋ: 'n' },
}

function ascii(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]/g, (letter) => plainly[letter] ?? '')
}
