/**
 * How a conversation looks and reads: the pieces that the portal and the desktop both use.
 *
 * They take contract shapes and know neither router nor network. An app restyles them by setting the custom properties
 * that each component's style names with a fallback (`--entry-…`, `--progress-…`).
 */
export { default as ConversationProgress } from './ConversationProgress.svelte'
export { default as EntryList } from './EntryList.svelte'
export { default as MessageEntry } from './MessageEntry.svelte'
export { default as MessageText } from './MessageText.svelte'
export { default as NoticeEntry } from './NoticeEntry.svelte'
export { awayAmong, awayInWords, isAwayInWords } from './away.ts'
export { cappedCount } from './cappedCount.ts'
export { formatDay, formatDayAhead, formatInstant, formatInstantBriefly, formatInstantForPrint } from './dates.ts'
export { linkify, type TextPiece } from './linkify.ts'
export { formatNhsNumber, namesBriefly, nameWithRoleTitle } from './people.ts'
export { progressWords } from './progressWords.ts'
