import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({
  item: await orErrorPage(event, event.locals.api.showNews({ newsId: event.params.id })),
})
