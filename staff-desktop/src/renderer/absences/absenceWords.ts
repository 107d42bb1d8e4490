import type { Absence, Away, Spell } from 'server/contract'
import { formatDayAhead } from 'patient-portal/conversation'

/** Monday 30 November to Friday 4 December. */
export function daysInWords({ firstDay, lastDay }: { firstDay: string; lastDay: string }): string {
  return firstDay === lastDay ? formatDayAhead(firstDay) : `${formatDayAhead(firstDay)} to ${formatDayAhead(lastDay)}`
}

const short = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' })
const briefly = (day: string) => short.format(new Date(`${day}T00:00:00Z`))

/** For a cell of the staff list: until 30 Nov; from 3 Dec when it has not begun. */
export function absenceBriefly({
  firstDay,
  lastDay,
  now,
}: {
  firstDay: string
  lastDay: string
  now: boolean
}): string {
  return now ? `until ${briefly(lastDay)}` : `from ${briefly(firstDay)}`
}

/** Beside a colleague in a list: away until 30 Nov. */
export const awayBriefly = (until: string) => `away until ${briefly(until)}`

/** The same, with room for it. */
export const awayInFull = ({ until, instead }: Away) =>
  `Away until ${formatDayAhead(until)}.${instead ? ` ${instead.name} covers.` : ''}`

interface Colleague {
  name: string
  away: Away
}

/** In a conversation that is about no patient a cover comes in only when somebody lets them in. */
export function awayAmongStaff({ name, away }: Colleague, meId: string, toIds: string[]): string {
  const until = `${name} is away until ${formatDayAhead(away.until)}.`
  if (!away.instead) return until
  if (away.instead.id === meId) return `${until} You cover for them.`
  if (toIds.includes(away.instead.id)) return `${until} ${away.instead.name} covers, and gets this message too.`
  return `${until} ${away.instead.name} covers, but does not get this message. Add them if it cannot wait.`
}

export function coverInWords({ cover }: Absence, contact: string): string {
  if (!cover) return `${contact} gets messages.`
  if (cover.receives) return `${cover.name} covers.`
  return `${cover.name} no longer receives messages, so ${contact} gets them. Choose somebody else.`
}

/** Who gets messages, a sentence for each stretch of days. The days in words, because a date box may put the month first. */
export function spellsInWords(spells: Spell[], absentIsContact: boolean): string[] {
  return spells.map(({ from, to, instead }) => {
    const when = daysInWords({ firstDay: from, lastDay: to })
    if (instead) return `${when}: ${instead.name} gets messages instead.`
    const why = absentIsContact ? ', because this is the default messaging contact. Choose who covers.' : '.'
    return `${when}: nobody gets messages instead${why}`
  })
}
