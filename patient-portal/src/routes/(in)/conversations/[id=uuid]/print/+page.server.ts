import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import type { PageServerLoad } from './$types'

/** The whole conversation on one page, however long it is. */
export const load: PageServerLoad = async (event) => {
  const show = (before?: number) =>
    orErrorPage(event, event.locals.api.showConversation({ conversationId: event.params.id, before, limit: 200 }))
  const conversation = await show()
  const entries = [...conversation.entries]
  for (let { older } = conversation; older !== null;) {
    const page = await show(older)
    entries.unshift(...page.entries)
    older = page.older
  }
  return { conversation: { ...conversation, entries }, now: new Date() }
}
