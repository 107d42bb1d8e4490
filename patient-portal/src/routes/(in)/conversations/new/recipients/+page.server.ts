import { redirect } from '@sveltejs/kit'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { chosenGroup, chosenRecipients } from '#lib/new/choices.server.ts'
import { choicesIn, stepPath } from '#lib/new/steps.ts'
import type { PageServerLoad } from './$types'

/** Step 2: the people. Who is ticked stays ticked across the filter and the pages, because the form carries them along. */
export const load: PageServerLoad = async (event) => {
  const query = event.url.searchParams
  const { group: groupId, to } = choicesIn(query)
  const { group, only } = await chosenGroup(event, groupId)
  if (query.has('continue') && to.length > 0) redirect(303, stepPath('notUrgent', { group: group.id, to }))

  const filter = query.has('everyone') ? '' : (query.get('filter') ?? '').trim().slice(0, 100)
  const cursor = query.get('from') || undefined
  const { recipients, next } = await orErrorPage(
    event,
    event.locals.api.listRecipients({ groupId, filter: filter || undefined, cursor, limit: 50 }),
  )
  const elsewhere = to.filter((id) => !recipients.some((recipient) => recipient.id === id))
  return {
    group: { id: group.id, name: group.name },
    only,
    to,
    filter,
    recipients,
    next,
    firstPage: cursor === undefined,
    chosenElsewhere: elsewhere.length > 0 ? await chosenRecipients(event, groupId, elsewhere) : [],
    missing: query.has('continue') && to.length === 0,
  }
}
