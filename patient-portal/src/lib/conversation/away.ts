/** Who is away and who gets messages too, in words; both apps say it before anything is sent. */
import type { Away, Person } from 'server/contract'
import { formatDayAhead } from './dates.ts'

/** In a list: "Away until Monday 30 November. Nora O'Brien gets the message too." */
export function awayInWords(away: Away, meId?: string): string {
  return `Away until ${formatDayAhead(away.until)}.${instead(away, meId)}`
}

/** Above a text: "Susan Turner is away until Monday 30 November. Nora O'Brien gets the message too." */
export function isAwayInWords({ name, away }: Pick<Person, 'name'> & { away: Away }, meId?: string): string {
  return `${name} is away until ${formatDayAhead(away.until)}.${instead(away, meId)}`
}

function instead({ instead: person }: Away, meId: string | undefined): string {
  if (!person) return ''
  return person.id === meId ? ' You get the message too.' : ` ${person.name} gets the message too.`
}

/** Those of these people who are away, without the reader. */
export function awayAmong<One extends { id: string; left: boolean; away: Away | null }>(
  participants: One[],
  meId?: string,
): (One & { away: Away })[] {
  return participants.filter((one): one is One & { away: Away } => !one.left && one.away !== null && one.id !== meId)
}
