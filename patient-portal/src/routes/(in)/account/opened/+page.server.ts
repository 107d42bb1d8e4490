import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const cursor = event.url.searchParams.get('from') ?? undefined
  const { openings, next } = await orErrorPage(event, event.locals.api.listOpenings({ cursor, limit: 50 }))
  return { openings, next, firstPage: cursor === undefined }
}
