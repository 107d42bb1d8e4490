import { isId } from 'server/contract'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const from = event.url.searchParams.get('from')
  const cursor = isId(from) ? from! : undefined
  const { news, next } = await orErrorPage(event, event.locals.api.listPublicNews({ cursor, limit: 20 }))
  return { news, next, firstPage: cursor === undefined }
}
