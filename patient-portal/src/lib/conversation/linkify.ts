/** A stretch of a message: plain text, or an address that can be clicked. */
export type TextPiece = { text: string; href?: string }

const address = /\bhttps?:\/\/[^\s<>"'\u2018\u2019\u201c\u201d\u00ab\u00bb]+/gi
const closers: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

/**
 * Finds http and https addresses in plain text. Only these: anything else that looks like a link (javascript:, mailto:,
 * www.) stays text. The pieces joined are the text again, unchanged.
 */
export function linkify(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let end = 0
  for (const match of text.matchAll(address)) {
    const found = withoutSentenceEnd(match[0])
    const href = asHref(found)
    if (!href) continue
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    pieces.push({ text: found, href })
    end = match.index + found.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

/** "(see https://a.example/b)." links to https://a.example/b, but https://a.example/b_(c) keeps its bracket. */
function withoutSentenceEnd(found: string): string {
  // Counted once and kept up to date, because a hostile address may be thousands of brackets long.
  const counts: Record<string, number> = {}
  for (const character of found) counts[character] = (counts[character] ?? 0) + 1
  let end = found.length
  for (; end > 0; end--) {
    const last = found.charAt(end - 1)
    const opener = closers[last]
    const unbalanced = opener !== undefined && counts[last]! > (counts[opener] ?? 0)
    if (!unbalanced && !/[.,;:!?…]/.test(last)) break
    counts[last]!--
  }
  return found.slice(0, end)
}

function asHref(link: string): string | undefined {
  const url = URL.parse(link)
  // A link with a user name in it shows one host and goes to another.
  return url && url.hostname && !url.username && !url.password ? url.href : undefined
}
