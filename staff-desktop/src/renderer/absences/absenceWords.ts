import type { Absence, Away, Person, Spell } from 'server/contract'
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

/** To the one who is away, in one unit or in several; who covers where it is the same everywhere. */
export function youAreAway(absences: Absence[]): string {
  const until = absences
    .map(({ lastDay }) => lastDay)
    .sort()
    .at(-1)!
  const covers = new Set(absences.map(({ cover }) => (cover?.receives ? cover.name : null)))
  const [cover] = covers
  return `You are away until ${formatDayAhead(until)}.${cover && covers.size === 1 ? ` ${cover} covers.` : ''}`
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
  if (!cover) return `${contact} gets messages from patients too.`
  if (cover.receives) return `${cover.name} covers.`
  return `${cover.name} no longer receives messages, so ${contact} gets them. Choose somebody else.`
}

/** Who gets messages too, a sentence for each stretch of days; where it is not the chosen cover, they are away themselves. */
export function spellsInWords(
  spells: Spell[],
  { cover, absentIsContact }: { cover: Pick<Person, 'id' | 'name'> | null; absentIsContact: boolean },
): string[] {
  return spells.map(({ from, to, instead }) => {
    const when = daysInWords({ firstDay: from, lastDay: to })
    const coverIsAway = cover && cover.id !== instead?.id ? `${cover.name} is away as well, and ` : ''
    if (instead) return `${when}: ${coverIsAway}${instead.name} gets messages from patients too.`
    const why = absentIsContact ? ', because this is the default messaging contact. Choose who covers.' : '.'
    return `${when}: ${coverIsAway}nobody else gets messages from patients${why}`
  })
}
