import { redirect } from '@sveltejs/kit'
import { chosenGroup } from '#lib/new/choices.server.ts'
import { choicesIn, stepPath } from '#lib/new/steps.ts'
import { unitTimes } from '#lib/unit/unitTimes.server.ts'
import type { PageServerLoad } from './$types'

/** Step 3, before the first message of every new conversation (R13). */
export const load: PageServerLoad = async (event) => {
  const { group: groupId, to } = choicesIn(event.url.searchParams)
  const { group } = await chosenGroup(event, groupId)
  if (to.length === 0) redirect(303, stepPath('recipients', { group: groupId }))
  return { group, to, times: unitTimes(group.contact, new Date()) }
}
