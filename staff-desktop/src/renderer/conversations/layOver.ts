import type { ConversationLine } from 'server/contract'

/** One page as it was fetched: where its stretch of time begins and whether the list goes on after it. */
export interface FetchedPage {
  lines: ConversationLine[]
  /** The last activity of the line before the page; null for the first page. */
  after: string | null
  /** Nothing is older. */
  isLast: boolean
}

/**
 * Lays a freshly fetched page over the loaded lines. What lies in the page's stretch of time and is not in it has left
 * the view; what lies outside stays as it was, so that the place on the screen is kept. `keep` is the open conversation:
 * reading it takes it out of Unread, but not from under the pointer.
 */
export function layOver(loaded: ConversationLine[], page: FetchedPage, keep: string | null): ConversationLine[] {
  const fresh = new Set(page.lines.map(({ id }) => id))
  const others = loaded.filter(({ id }) => !fresh.has(id))
  const until = page.isLast ? null : (page.lines.at(-1)?.lastActivityAt ?? null)
  const isAbove = ({ lastActivityAt }: ConversationLine) => page.after !== null && lastActivityAt >= page.after
  const isBelow = ({ lastActivityAt }: ConversationLine) => until !== null && lastActivityAt <= until
  const above = others.filter(isAbove)
  const below = others.filter((line) => !isAbove(line) && isBelow(line))
  const lines = [...above, ...page.lines, ...below]
  const kept = others.find((line) => line.id === keep && !isAbove(line) && !isBelow(line))
  return kept ? insertByActivity(lines, { ...kept, unread: false }) : lines
}

function insertByActivity(lines: ConversationLine[], line: ConversationLine) {
  const at = lines.findIndex(({ lastActivityAt }) => lastActivityAt < line.lastActivityAt)
  return at === -1 ? [...lines, line] : lines.toSpliced(at, 0, line)
}
