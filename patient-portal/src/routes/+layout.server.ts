import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { onInbox } from '#lib/live/dependencies.ts'
import type { LayoutServerLoad } from './$types'

/** What the frame of every page needs: who is signed in, until when, and how many messages wait. */
export const load: LayoutServerLoad = async (event) => {
  const { me, session, api } = event.locals
  if (!me || !session) return { frame: null }
  event.depends(onInbox)
  const { counts } = await orErrorPage(event, api.listConversations({ view: 'unread', limit: 1 }))
  return { frame: { name: me.name, unread: counts.unread, session, now: new Date().toISOString() } }
}
