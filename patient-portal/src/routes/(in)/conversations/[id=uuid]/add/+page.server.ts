import { error, fail, redirect } from '@sveltejs/kit'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import { signInPath } from '#lib/session/paths.ts'
import { words } from '#lib/words.ts'
import type { Actions, PageServerLoad } from './$types'

/** The staff of the conversation's unit who are not in it yet. */
export const load: PageServerLoad = async (event) => {
  const { api } = event.locals
  const query = event.url.searchParams
  const conversationId = event.params.id
  const conversation = await orErrorPage(event, api.showConversation({ conversationId, limit: 1 }))
  if (!conversation.can.addParticipant) error(404, words.errors.notFoundHelp)

  const filter = query.has('everyone') ? '' : (query.get('filter') ?? '').trim().slice(0, 100)
  const cursor = query.get('from') || undefined
  const { recipients, next } = await orErrorPage(
    event,
    api.listRecipients({
      groupId: conversation.group.id,
      only: 'staff',
      filter: filter || undefined,
      cursor,
      limit: 50,
    }),
  )
  const already = new Set(conversation.participants.filter(({ left }) => !left).map(({ id }) => id))
  return {
    conversation: { id: conversation.id, subject: conversation.subject },
    candidates: recipients.filter(({ id }) => !already.has(id)),
    filter,
    next,
    firstPage: cursor === undefined,
  }
}

export const actions: Actions = {
  default: async (event) => {
    const accountId = typed(await event.request.formData(), 'who')
    const path = `/conversations/${event.params.id}`
    if (!accountId) return fail(422, { message: words.add.missing })
    try {
      await event.locals.api.addParticipant({ conversationId: event.params.id, accountId })
    } catch (caught) {
      const { status, code, message } = formProblem(caught)
      if (code === 'signedOut') redirect(303, signInPath({ ...event, locals: { ...event.locals, ended: 'unknown' } }))
      return fail(status, { message })
    }
    redirect(303, `${path}?done=added`)
  },
}
