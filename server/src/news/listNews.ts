/** News for those who read it. What does not show today is not there. */
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import type { NewsItem, NewsLine } from './contract.ts'
import { groupsToWriteFor } from './managedNews.ts'
import { readableGroupIds } from './policy.ts'
import { itemShows } from './readers.ts'

interface Page {
  cursor?: string | undefined
  limit: number
}

/** So much of the text stands in a list. */
const beginningLength = 240

const forActor = `n.group_id = any(cast(:groupIds as uuid[])) and n.audience in (:kind, 'both')`
const forAnybody = 'n.is_public'

export async function listNews({ actor, trx }: Scene, page: Page): Promise<{ news: NewsLine[]; next: string | null }> {
  return pageOf(trx, forActor, bindingsOf({ actor }), page)
}

/** Also for those who write it, whomever it is for. */
export async function showNews(scene: Scene, newsId: string): Promise<NewsItem & { groupId: string }> {
  const written = (await groupsToWriteFor(scene)).map(({ id }) => id)
  const condition = `((${forActor}) or n.group_id = any(cast(:written as uuid[])))`
  return one(scene.trx, condition, { ...bindingsOf(scene), written, newsId })
}

export async function listPublicNews({ trx }: Pick<Scene, 'trx'>, page: Page) {
  return pageOf(trx, forAnybody, {}, page)
}

export async function showPublicNews({ trx }: Pick<Scene, 'trx'>, newsId: string): Promise<NewsItem> {
  return one(trx, forAnybody, { newsId })
}

function bindingsOf({ actor }: Pick<Scene, 'actor'>) {
  return { groupIds: readableGroupIds(actor), kind: actor.kind === 'patient' ? 'patients' : 'staff' }
}

const line = `n.id, g.name as "groupName", n.title, n.pinned, n.shows_from as "showsFrom"`
const order = 'n.pinned, n.shows_from, n.published_at, n.id'

async function pageOf(
  trx: Scene['trx'],
  condition: string,
  bindings: Record<string, unknown>,
  { cursor, limit }: Page,
): Promise<{ news: NewsLine[]; next: string | null }> {
  const found = await rows<NewsLine>(
    trx,
    `select ${line}, left(n.text, ${beginningLength}) as beginning
       from news_items n join groups g on g.id = n.group_id
      where ${itemShows} and ${condition}
        and (cast(:cursor as uuid) is null
             or (${order}) < (select ${order} from news_items n where n.id = :cursor))
      order by ${order
        .split(', ')
        .map((column) => `${column} desc`)
        .join(', ')}
      limit :most`,
    { ...bindings, cursor: cursor ?? null, most: limit + 1 },
  )
  const news = found.slice(0, limit)
  return { news, next: found.length > limit ? (news.at(-1)?.id ?? null) : null }
}

async function one(trx: Scene['trx'], condition: string, bindings: Record<string, unknown>) {
  const [found] = await rows<NewsItem & { groupId: string }>(
    trx,
    `select ${line}, n.text, n.group_id as "groupId"
       from news_items n join groups g on g.id = n.group_id
      where n.id = :newsId and ${itemShows} and ${condition}`,
    bindings,
  )
  if (!found) throw new Problem('notFound')
  return found
}
