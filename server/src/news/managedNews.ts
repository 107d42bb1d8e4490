/** News for those who write it. */
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import { asTheyAreNow } from '../groups/findAdministered.ts'
import type { Scene } from '../http/scene.ts'
import type { NewsGroup } from './contract.ts'
import type { NewsItem } from './NewsItem.ts'
import { canWriteNews, mustWriteNews, type GroupRow } from './policy.ts'

interface Page {
  cursor?: string | undefined
  limit: number
}

export interface ManagedRow extends NewsItem {
  groupName: string
  changedBy: string
  changedAt: Date
  people: number
  sent: number
}

/** Groups are hundreds at most, so the one rule is asked of each, rather than written a second time in SQL. */
export async function groupsToWriteFor({ actor, trx }: Scene): Promise<(NewsGroup & GroupRow)[]> {
  const all = await rows<NewsGroup & GroupRow>(
    trx,
    `select id, name, kind, specialty_id as "specialtyId" from groups
      where kind in ('unit', 'specialty') order by kind = 'specialty', name, id`,
  )
  return all.filter((group) => canWriteNews(actor, group))
}

export async function listNewsGroups(scene: Scene, { cursor, limit }: Page) {
  const all = await groupsToWriteFor(scene)
  const start = all.findIndex(({ id }) => id === cursor) + 1
  const groups = all.slice(start, start + limit)
  return { groups, next: start + limit < all.length ? (groups.at(-1)?.id ?? null) : null }
}

/** A draft that was thrown away is not listed any more. */
export async function listManagedNews(scene: Scene, { cursor, limit }: Page) {
  const groupIds = (await groupsToWriteFor(scene)).map(({ id }) => id)
  const found = await rows<ManagedRow>(
    scene.trx,
    `${select(`
      select * from news_items
       where group_id = any(cast(:groupIds as uuid[])) and not (published_at is null and withdrawn_at is not null)
         ${cursor ? 'and (created_at, id) < (select created_at, id from news_items where id = :cursor)' : ''}
       order by created_at desc, id desc limit :most`)}
      order by n.created_at desc, n.id desc`,
    { groupIds, most: limit + 1, ...(cursor && { cursor }) },
  )
  const news = found.slice(0, limit)
  return { news, next: found.length > limit ? (news.at(-1)?.id ?? null) : null }
}

export async function findManaged({ actor, trx }: Scene, newsId: string): Promise<ManagedRow> {
  const [found] = await rows<ManagedRow & { specialtyId: string | null }>(
    trx,
    select('select * from news_items where id = :newsId'),
    {
      newsId,
    },
  )
  mustWriteNews(actor, found && { id: found.groupId, kind: found.groupKind, specialtyId: found.specialtyId })
  return found!
}

/** The same, to change it: such changes go one after the other, and each is still the actor's to make when its turn comes. */
export async function lockManaged(scene: Scene, newsId: string, version: number): Promise<ManagedRow> {
  await findManaged(scene, newsId)
  await rows(scene.trx, 'select from news_items where id = :newsId for no key update', { newsId })
  const found = await findManaged(await asTheyAreNow(scene), newsId).catch(() => {
    throw new Problem('notAllowed')
  })
  if (found.version !== version) throw new Problem('changedMeanwhile')
  return found
}

/** A group for which the actor writes news. */
export async function findGroupToWriteFor({ actor, trx }: Scene, groupId: string): Promise<GroupRow> {
  const [group] = await rows<GroupRow>(
    trx,
    `select id, kind, specialty_id as "specialtyId" from groups
      where id = :groupId and kind in ('unit', 'specialty')`,
    { groupId },
  )
  mustWriteNews(actor, group)
  return group!
}

/** What is shown is looked up for these items only. */
const select = (items: string) => `
  select n.id, n.group_id as "groupId", n.group_kind as "groupKind", g.name as "groupName",
         g.specialty_id as "specialtyId", n.title, n.text, n.audience, n.is_public as "isPublic", n.pinned,
         n.shows_from as "showsFrom", n.shows_until as "showsUntil", n.version, n.published_at as "publishedAt",
         n.withdrawn_at as "withdrawnAt", n.email_asked_at as "emailAskedAt", n.emailed_at as "emailedAt",
         by.first_name || ' ' || by.last_name as "changedBy", v.at as "changedAt",
         (select count(*) from deliveries d
           where d.news_id = n.id and d.channel = 'email' and d.state <> 'suppressed') as people,
         (select count(*) from deliveries d
           where d.news_id = n.id and d.channel = 'email' and d.state = 'handed_over') as sent
    from (${items}) n
    join groups g on g.id = n.group_id
    join news_versions v on v.news_id = n.id and v.version = n.version
    join accounts by on by.id = v.changed_by`
