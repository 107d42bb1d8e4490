/** News as an admin writes it: `await aNewsItem(house, admin, unit.id, { audience: 'staff' })`. */
import type { ManagedNews, NewsContent } from '../src/contract/index.ts'
import { daysAfter, londonNow } from '../src/groups/openingHours.ts'
import { newId, type TestHouse } from './as.ts'
import type { Person } from './build.ts'

/** A day so many days from today, on London's calendar. */
export const inDays = (count: number) => daysAfter(londonNow(new Date()).day, count)

/** For everybody, from yesterday until next week. */
export function newsContent(changes: Partial<NewsContent> = {}): NewsContent {
  return {
    title: 'The car park is closed',
    text: 'Use the entrance in Mill Lane.',
    audience: 'both',
    isPublic: false,
    pinned: false,
    showsFrom: inDays(-1),
    showsUntil: inDays(7),
    ...changes,
  }
}

/** Published, unless it is to stay a draft. */
export async function aNewsItem(
  house: TestHouse,
  by: Person,
  groupId: string,
  {
    draft = false,
    tellByEmail = false,
    ...changes
  }: Partial<NewsContent> & { draft?: boolean; tellByEmail?: boolean } = {},
): Promise<ManagedNews> {
  const newsId = newId()
  const written = await house.as(by).saveNews({ newsId, version: 0, groupId, ...newsContent(changes) })
  if (draft) return written
  return house.as(by).publishNews({ newsId, version: 1, tellByEmail, anybodyMayRead: true })
}
