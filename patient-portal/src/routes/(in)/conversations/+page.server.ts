import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { onInbox } from '#lib/live/dependencies.ts'
import type { PageServerLoad } from './$types'

/** The inbox, the archive, or what a search found in both. */
export const load: PageServerLoad = async (event) => {
  event.depends(onInbox)
  const query = event.url.searchParams
  const search = (query.get('search') ?? '').trim().slice(0, 100)
  const shelf: 'inbox' | 'archived' = query.get('view') === 'archived' ? 'archived' : 'inbox'
  const cursor = query.get('from') ?? undefined
  const comesIn = shelf === 'inbox' && !search && !cursor
  const [{ conversations, next, counts }, { news }] = await orErrorPage(
    event,
    Promise.all([
      event.locals.api.listConversations({
        view: search ? 'all' : shelf,
        search: search || undefined,
        cursor,
        limit: 25,
      }),
      comesIn ? event.locals.api.listNews({ limit: 2 }) : { news: [] },
    ]),
  )
  return {
    conversations,
    news,
    next,
    counts,
    search,
    shelf,
    firstPage: cursor === undefined,
    done: query.get('done'),
    now: new Date(),
  }
}
