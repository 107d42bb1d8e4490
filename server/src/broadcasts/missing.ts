import { limits } from '../contract/words.ts'
import { broadcastLimits } from './contract.ts'
import type { BroadcastRow } from './findBroadcast.ts'

/** What a draft still lacks before anybody can get it, by field, in sentences. */
export function missingIn({
  subject,
  text,
  keepUntil,
}: Pick<BroadcastRow, 'subject' | 'text' | 'keepUntil'>): Record<string, string> {
  return {
    ...said('subject', subject, { missing: 'Enter a subject', most: limits.subject, name: 'Subject' }),
    ...said('text', text, { missing: 'Enter your message', most: limits.text, name: 'Message' }),
    ...keptWrongly(keepUntil),
  }
}

function said(field: string, value: string, { missing, most, name }: { missing: string; most: number; name: string }) {
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(value)) return { [field]: missing }
  if (Array.from(value).length > most)
    return { [field]: `${name} must be ${most.toLocaleString('en-GB')} characters or fewer` }
  return {}
}

function keptWrongly(keepUntil: string | null): Record<string, string> {
  if (!keepUntil) return {}
  if (keepUntil < today()) return { keepUntil: 'This day is over. Choose a later one, or none.' }
  const [year, ...rest] = today().split('-')
  const last = [Number(year) + broadcastLimits.keepYears, ...rest].join('-')
  if (keepUntil <= last) return {}
  return { keepUntil: `It can be kept for ${broadcastLimits.keepYears} years at most. Choose an earlier day.` }
}

/** By the calendar on the wall: units are in the United Kingdom. */
export function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date())
}
