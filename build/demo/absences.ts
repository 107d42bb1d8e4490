/** Who of the demo's staff is away: today, so that a newcomer sees it, and who covers. */
import { membershipId } from './rows.ts'
import { groupByKey } from './groups.ts'
import { accountId } from './people.ts'

const inLondon = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' })

/** Callum Reid is away for a week from yesterday, and Eilidh Stewart covers. */
export function absenceRows(now: Date): object[] {
  const today = Date.parse(inLondon.format(now))
  const day = (ahead: number) => new Date(today + ahead * 86_400_000).toISOString().slice(0, 10)
  return [
    {
      group_id: groupByKey('edinburgh').id,
      membership_id: membershipId('callum.reid', 'edinburgh'),
      first_day: day(-1),
      last_day: day(6),
      cover_id: membershipId('eilidh.stewart', 'edinburgh'),
      set_by: accountId('callum.reid'),
      set_on: day(-3),
    },
  ]
}
