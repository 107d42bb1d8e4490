/** The ways in which news changes; each leaves a version behind. */
import { raw } from 'objection'
import { record } from '../audit/record.ts'
import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import { londonNow } from '../groups/openingHours.ts'
import type { Scene } from '../http/scene.ts'
import { enqueue } from '../jobs.ts'
import type { NewsContent } from './contract.ts'
import { findGroupToWriteFor, lockManaged } from './managedNews.ts'
import { NewsItem } from './NewsItem.ts'
import { canDo, stateOf } from './policy.ts'

interface Change {
  newsId: string
  version: number
  /** The admin has said so: it is not to happen by a slip of the hand. */
  anybodyMayRead?: boolean | undefined
}

/** Writes a new item (version 0) or changes one. An item stays with its group. */
export async function saveNews(
  scene: Scene,
  { newsId, version, groupId, anybodyMayRead, ...content }: Change & { groupId: string } & NewsContent,
): Promise<void> {
  if (version === 0) return writeNews(scene, newsId, groupId, content)
  const item = await lockManaged(scene, newsId, version)
  if (item.groupId !== groupId) throw new Problem('notFound')
  const isOut = item.publishedAt && !item.withdrawnAt
  if (isOut && content.isPublic && !item.isPublic && !anybodyMayRead) throw new Problem('anybodyCouldRead')
  await changeTo(scene, item, content)
  await record(scene, 'news.changed', { groupId, detail: { newsId, version: version + 1 } })
}

async function writeNews(scene: Scene, id: string, groupId: string, content: NewsContent): Promise<void> {
  const { kind } = await findGroupToWriteFor(scene, groupId)
  const [written] = await rows(
    scene.trx,
    `insert into news_items (id, group_id, group_kind, title, text, audience, is_public, pinned, shows_from, shows_until)
     values (:id, :groupId, :kind, :title, :text, :audience, :isPublic, :pinned, :showsFrom, :showsUntil)
         on conflict (id) do nothing returning id`,
    { id, groupId, kind, ...content },
  )
  // An answer that was lost and is asked for again, or an id that is somebody else's.
  if (!written) return mustBeTheSame(scene, id, groupId, content)
  await keepVersion(scene, id)
  await record(scene, 'news.written', { groupId, detail: { newsId: id } })
}

export async function publishNews(
  scene: Scene,
  { newsId, version, tellByEmail, anybodyMayRead }: Change & { tellByEmail: boolean },
): Promise<void> {
  const item = await lockManaged(scene, newsId, version)
  const today = londonNow(new Date()).day
  if (!canDo(stateOf(item, today)).publish) throw new Problem('changedMeanwhile')
  if (item.showsUntil < today) throw new Problem('newsIsOver')
  if (item.isPublic && !anybodyMayRead) throw new Problem('anybodyCouldRead')
  const asked = tellByEmail && !item.emailAskedAt
  await changeTo(scene, item, {
    publishedAt: new Date(),
    withdrawnAt: null,
    ...(asked && { emailAskedAt: new Date() }),
  })
  await record(scene, 'news.published', { groupId: item.groupId, detail: { newsId, tellByEmail: asked } })
}

export async function withdrawNews(scene: Scene, { newsId, version }: Change): Promise<void> {
  const item = await lockManaged(scene, newsId, version)
  if (item.withdrawnAt) throw new Problem('changedMeanwhile')
  await changeTo(scene, item, { withdrawnAt: new Date() })
  await record(scene, 'news.withdrawn', { groupId: item.groupId, detail: { newsId } })
}

async function changeTo(scene: Scene, { id }: NewsItem, change: Partial<NewsItem>): Promise<void> {
  await NewsItem.query(scene.trx)
    .findById(id)
    .patch({ ...change, version: raw('version + 1') })
  await keepVersion(scene, id)
  await planEmails(scene, id)
}

/** At eight in the morning of its first day, or now when that is over. Planned anew with every change, sent once. */
async function planEmails({ trx }: Scene, newsId: string): Promise<void> {
  const [item] = await rows<{ at: Date }>(
    trx,
    `select greatest(now(), (shows_from + time '08:00') at time zone 'Europe/London') as at from news_items
      where id = :newsId and published_at is not null and withdrawn_at is null
        and email_asked_at is not null and emailed_at is null`,
    { newsId },
  )
  if (!item) return
  await mustBeFew(trx, newsId)
  await enqueue(trx, 'tellOfNews', { newsId }, { key: `news ${newsId}`, runAt: item.at })
}

const mostADay = 3

/** An e-mail for each item would soon be read by nobody: so many of one group tell of themselves on one day. */
async function mustBeFew(trx: Transaction, newsId: string): Promise<void> {
  // Of two that are published at once, the second counts the first.
  await rows(
    trx,
    `select pg_advisory_xact_lock(hashtextextended('e-mailed news of ' || group_id, 0)) from news_items where id = :newsId`,
    { newsId },
  )
  const [counted] = await rows<{ others: number }>(
    trx,
    `select count(*) as others from news_items n join news_items this on this.group_id = n.group_id
      where this.id = :newsId and n.id <> this.id and ${dayOfEmails('n')} = ${dayOfEmails('this')}`,
    { newsId },
  )
  if (counted!.others >= mostADay) throw new Problem('newsEmailedEnough')
}

/** On London's calendar: when they began or are to begin; null when there are none. */
const dayOfEmails = (item: string) => `
  case when ${item}.emailed_at is not null then cast(${item}.emailed_at at time zone 'Europe/London' as date)
       when ${item}.email_asked_at is not null and ${item}.withdrawn_at is null
       then greatest(${item}.shows_from, cast(now() at time zone 'Europe/London' as date)) end`

async function keepVersion({ trx, actor }: Scene, newsId: string): Promise<void> {
  await trx.raw(
    `insert into news_versions (news_id, version, changed_by, content)
     select id, version, :changedBy, jsonb_build_object(
              'title', title, 'text', text, 'audience', audience, 'isPublic', is_public, 'pinned', pinned,
              'showsFrom', shows_from, 'showsUntil', shows_until, 'publishedAt', published_at,
              'withdrawnAt', withdrawn_at, 'emailAskedAt', email_asked_at)
       from news_items where id = :newsId`,
    { newsId, changedBy: actor.accountId },
  )
}

async function mustBeTheSame({ trx }: Scene, id: string, groupId: string, content: NewsContent): Promise<void> {
  const same = await NewsItem.query(trx).findOne({ id, groupId, version: 1, ...content })
  if (!same) throw new Problem('changedMeanwhile')
}
