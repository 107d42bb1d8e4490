/**
 * What no absence may be: over already, too long, on top of another, covered by somebody who cannot, or set for somebody else
 * with oneself as the cover, which would open a colleague's conversations to whoever wants to read them.
 */
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { Absent } from './findAbsent.ts'
import { dayInWords, daysInWords } from './daysInWords.ts'
import type { Supposed } from './whoCovers.ts'

export interface Wanted {
  firstDay: string
  lastDay: string
  /** An account. */
  coverId: string | null
}

export type Fields = Record<string, string>

/** A year, and the day of the year after that has the same name. */
const mostDays = 366

export async function today({ trx }: Pick<Scene, 'trx'>): Promise<string> {
  const [found] = await rows<{ day: string }>(trx, 'select local_day(now()) as day')
  return found!.day
}

/** The absence as it would be stored, or what is wrong with it, field by field. */
export async function checkAbsence(
  scene: Scene,
  absent: Absent,
  wanted: Wanted,
  absenceId: string | null,
): Promise<{ supposed: Supposed; wrong: Fields }> {
  const cover = wanted.coverId === null ? null : await findCover(scene, absent, wanted.coverId)
  const { firstDay, lastDay } = wanted
  const supposed = { absenceId, membershipId: absent.membershipId, firstDay, lastDay, coverId: cover?.id ?? null }
  const wrong = wrongDays(wanted, await today(scene))
  if (Object.keys(wrong).length === 0) {
    const overlap = await findOverlap(scene, supposed)
    if (overlap) wrong.firstDay = `${absent.person.name} is away ${overlap} already. Change that absence instead.`
  }
  if (wanted.coverId === scene.actor.accountId && absent.accountId !== scene.actor.accountId)
    wrong.coverId = 'Choose somebody else, or leave it to the default messaging contact'
  else if (wanted.coverId !== null && !cover) wrong.coverId = 'Choose another message recipient of this unit'
  else if (Object.keys(wrong).length === 0) {
    const circle = await findCircle(scene, supposed)
    if (circle)
      wrong.coverId = `This would go round in a circle: ${circle} is away then too, and ${absent.person.name} covers for them. Choose somebody else.`
  }
  return { supposed, wrong }
}

function wrongDays({ firstDay, lastDay }: Wanted, day: string): Fields {
  if (lastDay < firstDay) return { lastDay: 'This is before the first day' }
  if (lastDay < day) return { lastDay: `The last day must be today, ${dayInWords(day)}, or a later one` }
  if (daysBetween(day, lastDay) > mostDays) return { lastDay: 'The last day must be within a year from today' }
  if (daysBetween(firstDay, lastDay) > mostDays) return { firstDay: 'An absence is at most a year long' }
  return {}
}

/** Of two calendar days: in UTC each has 24 hours. */
function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000
}

/** Somebody who receives messages in this unit and is not the absent person. They go on doing so until this is stored. */
async function findCover({ trx }: Scene, { unit, membershipId }: Absent, accountId: string) {
  const [cover] = await rows<{ id: string }>(
    trx,
    `select m.id from memberships m join accounts a on a.id = m.account_id
      where m.group_id = :unitId and m.account_id = :accountId and m.receives and a.closed_at is null
        and m.id <> :membershipId
        for share of m`,
    { unitId: unit.id, accountId, membershipId },
  )
  return cover
}

async function findOverlap({ trx }: Scene, supposed: Supposed): Promise<string | undefined> {
  const [other] = await rows<{ firstDay: string; lastDay: string }>(
    trx,
    `select first_day as "firstDay", last_day as "lastDay" from absences
      where membership_id = :membershipId and ended_at is null and id is distinct from cast(:absenceId as uuid)
        and first_day <= :lastDay and last_day >= :firstDay
      order by first_day limit 1`,
    { ...supposed },
  )
  return other && daysInWords(other)
}

/** Along the covers, on days that all of their absences share: who is covered by the person whose absence it is. */
async function findCircle({ trx }: Scene, supposed: Supposed): Promise<string | undefined> {
  const [link] = await rows<{ name: string }>(
    trx,
    `with recursive chain as (
       select cast(:coverId as uuid) as at_id, daterange(:firstDay, :lastDay, '[]') as days, cast(null as uuid) as from_id,
              array[cast(:coverId as uuid)] as passed
       union all
       select b.cover_id, chain.days * daterange(b.first_day, b.last_day, '[]'), b.membership_id, chain.passed || b.cover_id
         from chain join absences b on b.membership_id = chain.at_id and b.ended_at is null and b.cover_id is not null
                                   and daterange(b.first_day, b.last_day, '[]') && chain.days
        where chain.at_id <> :membershipId and b.cover_id <> all(chain.passed)
     )
     select a.first_name || ' ' || a.last_name as name
       from chain join memberships m on m.id = chain.from_id join accounts a on a.id = m.account_id
      where chain.at_id = :membershipId limit 1`,
    { ...supposed },
  )
  return link?.name
}
