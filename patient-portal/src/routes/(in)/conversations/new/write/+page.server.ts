import { fail, redirect } from '@sveltejs/kit'
import { limits } from 'server/contract'
import { formProblem } from '#lib/api/formProblem.server.ts'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { typed } from '#lib/api/typed.server.ts'
import { keepAndSignIn, keepRefused } from '#lib/compose/keep.server.ts'
import { chosenGroup, chosenRecipients } from '#lib/new/choices.server.ts'
import { choicesIn, stepPath } from '#lib/new/steps.ts'
import { unitTimes } from '#lib/unit/unitTimes.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** Step 4: subject and text. */
export const load: PageServerLoad = async (event) => {
  const choices = choicesIn(event.url.searchParams)
  const { group, only } = await chosenGroup(event, choices.group)
  const recipients = await chosenRecipients(event, group.id, choices.to)
  const to = recipients.map(({ id }) => id)
  if (to.length === 0) redirect(303, stepPath('recipients', { group: group.id }))
  if (!choices.understood) redirect(303, stepPath('notUrgent', { group: group.id, to }))

  const { draft } = await orErrorPage(event, event.locals.api.showDraft({ draftId: group.id }))
  return {
    group,
    onlyGroup: only,
    recipients,
    to,
    draft: draft ?? { subject: '', text: '', messageId: crypto.randomUUID() },
    restored: draft !== null && draft.text !== '',
    limits: { subject: limits.subject, text: limits.text },
    times: unitTimes(group.contact, new Date()),
  }
}

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData()
    const choices = choicesIn(event.url.searchParams)
    const kept = { subject: typed(form, 'subject'), text: typed(form, 'text'), messageId: typed(form, 'messageId') }
    try {
      const { conversations } = await event.locals.api.startConversation({
        groupId: choices.group,
        recipientIds: choices.to,
        ...kept,
      })
      redirect(303, conversations[0] ? `/conversations/${conversations[0].id}?done=started` : '/conversations')
    } catch (caught) {
      const { status, code, message, fields } = formProblem(caught)
      if (code === 'signedOut') return keepAndSignIn(event, choices.group, kept, stepPath('write', choices))
      await keepRefused(event, choices.group, kept)
      return fail(status, { ...kept, code, message, fields })
    }
  },
}
