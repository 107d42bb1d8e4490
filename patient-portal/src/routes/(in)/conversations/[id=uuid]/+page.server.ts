import { fail, redirect } from '@sveltejs/kit'
import { limits } from 'server/contract'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import { keepAndSignIn, keepRefused } from '#lib/compose/keep.server.ts'
import { onConversation } from '#lib/live/dependencies.ts'
import { newerMessages } from '#lib/thread/newerMessages.server.ts'
import { unitTimes } from '#lib/unit/unitTimes.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async (event) => {
  const { api } = event.locals
  const conversationId = event.params.id
  event.depends(onConversation(conversationId))
  const before = Number(event.url.searchParams.get('before')) || undefined

  const shown = orErrorPage(event, api.showConversation({ conversationId, before }))
  // Counted before this conversation is marked as read, so that the badge can be put right without a second count.
  const [conversation, { frame }] = await Promise.all([shown, event.parent()])
  const { lastSeq, lastReadSeq } = conversation
  const wasUnread = lastSeq > lastReadSeq
  const reading = wasUnread && before === undefined
  if (reading) await orErrorPage(event, api.markRead({ conversationId, seq: lastSeq }))

  const now = new Date()
  const done = event.url.searchParams.get('done')

  return {
    conversation,
    onLastPage: before === undefined,
    unread: Math.max(0, (frame?.unread ?? 0) - (reading ? 1 : 0)),
    messageId: conversation.draft?.messageId ?? crypto.randomUUID(),
    limit: limits.text,
    // The address outlives what it says: "sent" above a text that was not would be a lie.
    done: done === 'sent' && conversation.draft ? null : done,
    times: unitTimes(conversation.group.contact, now),
    now,
  }
}

export const actions: Actions = {
  reply: async (event) => {
    const form = await event.request.formData()
    const kept = { text: typed(form, 'text'), messageId: typed(form, 'messageId') }
    const lastSeenSeq = Number(typed(form, 'lastSeenSeq')) || 0
    const conversationId = event.params.id
    try {
      await event.locals.api.sendMessage({ conversationId, id: kept.messageId, text: kept.text, lastSeenSeq })
    } catch (caught) {
      const { status, code, message, fields } = formProblem(caught)
      if (code === 'signedOut') return keepAndSignIn(event, conversationId, { subject: '', ...kept }, path(event))
      await keepRefused(event, conversationId, { subject: '', ...kept })
      const newer = newerMessages(caught)
      const seen = Math.max(lastSeenSeq, ...newer.map(({ seq }) => seq))
      return fail(status, { ...kept, lastSeenSeq: seen, newer, code, message, fields })
    }
    redirect(303, `${path(event)}?done=sent#latest`)
  },

  archive: async (event) => {
    await orErrorPage(event, event.locals.api.archiveConversation({ conversationId: event.params.id }))
    redirect(303, '/conversations?done=archived')
  },

  unarchive: async (event) => {
    await orErrorPage(event, event.locals.api.unarchiveConversation({ conversationId: event.params.id }))
    redirect(303, `${path(event)}?done=unarchived`)
  },
}

const path = ({ params }: RequestEvent) => `/conversations/${params.id}`
