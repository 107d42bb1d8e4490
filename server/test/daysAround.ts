/** Days around today, by the database's own calendar, so that no test depends on the hour or the zone in which it runs. */
import { rows } from '../src/db/rows.ts'
import type { TestHouse } from './as.ts'

/** `await daysAround(house)` gives `day(0)` for today, `day(3)`, `day(-1)`. */
export async function daysAround({ db }: Pick<TestHouse, 'db'>): Promise<(ahead: number) => string> {
  const [found] = await rows<{ today: string }>(db, 'select local_day(now()) as today')
  return (ahead) => new Date(Date.parse(found!.today) + ahead * 86_400_000).toISOString().slice(0, 10)
}
