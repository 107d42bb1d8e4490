import { redirect } from '@sveltejs/kit'
import { groups } from '#lib/new/choices.server.ts'
import { stepPath } from '#lib/new/steps.ts'
import type { PageServerLoad } from './$types'

/** Step 1: the unit. With one there is nothing to choose. */
export const load: PageServerLoad = async (event) => {
  const all = await groups(event)
  const query = event.url.searchParams
  const chosen = all.find(({ id }) => id === query.get('group'))
  const [first] = all
  if (chosen && query.has('continue')) redirect(303, stepPath('recipients', { group: chosen.id }))
  if (first && all.length === 1) redirect(303, stepPath('recipients', { group: first.id }))
  return {
    groups: all.map(({ id, name }) => ({ id, name })),
    chosen: chosen?.id,
    missing: query.has('continue') && !chosen,
  }
}
