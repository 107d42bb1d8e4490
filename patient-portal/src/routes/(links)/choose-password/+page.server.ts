import { openLink } from '#lib/links/openLink.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = openLink
