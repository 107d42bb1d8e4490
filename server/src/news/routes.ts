import { record } from '../audit/record.ts'
import { api } from '../contract/index.ts'
import { route, type Route } from '../http/route.ts'
import type { Scene } from '../http/scene.ts'
import { publishNews, saveNews, withdrawNews } from './changeNews.ts'
import { listNews, listPublicNews, showNews, showPublicNews } from './listNews.ts'
import { findManaged, listManagedNews, listNewsGroups } from './managedNews.ts'
import { presentManaged } from './present.ts'
import { countNewsReaders } from './readers.ts'

export function newsRoutes(): Route[] {
  const asItIsNow = async (scene: Scene, newsId: string) => presentManaged(await findManaged(scene, newsId))

  return [
    route(api.listNews, (scene, page) => listNews(scene, page)),

    route(api.showNews, async (scene, { newsId }) => {
      const { groupId, ...item } = await showNews(scene, newsId)
      await record(scene, 'news.opened', { groupId, detail: { newsId } })
      return item
    }),

    route(api.listPublicNews, ({ transaction }, page) => transaction((scene) => listPublicNews(scene, page))),

    route(api.showPublicNews, ({ transaction }, { newsId }) => transaction((scene) => showPublicNews(scene, newsId))),

    route(api.listNewsGroups, (scene, page) => listNewsGroups(scene, page)),

    route(api.listManagedNews, async (scene, page) => {
      const { news, next } = await listManagedNews(scene, page)
      await record(scene, 'managed_news.listed', { detail: { found: news.length } })
      return { news: news.map((item) => presentManaged(item)), next }
    }),

    route(api.showManagedNews, async (scene, { newsId }) => {
      const item = await findManaged(scene, newsId)
      await record(scene, 'managed_news.opened', { groupId: item.groupId, detail: { newsId } })
      return presentManaged(item)
    }),

    route(api.saveNews, async (scene, input) => {
      await saveNews(scene, input)
      return asItIsNow(scene, input.newsId)
    }),

    route(api.publishNews, async (scene, input) => {
      await publishNews(scene, input)
      return asItIsNow(scene, input.newsId)
    }),

    route(api.withdrawNews, async (scene, input) => {
      await withdrawNews(scene, input)
      return asItIsNow(scene, input.newsId)
    }),

    route(api.countNewsReaders, async (scene, { newsId }) => {
      await findManaged(scene, newsId)
      return countNewsReaders(scene, newsId)
    }),
  ]
}
