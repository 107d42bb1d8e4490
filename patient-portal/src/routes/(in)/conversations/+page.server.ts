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
  const { conversations, next, counts } = await orErrorPage(
    event,
    event.locals.api.listConversations({
      view: search ? 'all' : shelf,
      search: search || undefined,
      cursor,
      limit: 25,
    }),
  )
  return {
    conversations,
    next,
    counts,
    search,
    shelf,
    firstPage: cursor === undefined,
    done: query.get('done'),
    now: new Date(),
  }
}
