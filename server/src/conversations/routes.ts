import { record } from '../audit/record.ts'
import type { Config } from '../config.ts'
import { api } from '../contract/index.ts'
import { Group } from '../groups/Group.ts'
import { mustBeAbleToWriteTo } from '../groups/policy.ts'
import { route, type Route } from '../http/route.ts'
import { holdMemberships } from '../recipients/holdMemberships.ts'
import { addParticipant } from './addParticipant.ts'
import { setArchived } from './archive.ts'
import { awayFrom } from './awayFrom.ts'
import { findDraft, saveDraft } from './drafts.ts'
import { findConversation } from './findConversation.ts'
import { leaveConversation } from './leaveConversation.ts'
import { listConversations } from './listConversations.ts'
import { listEntries } from './listEntries.ts'
import { markRead } from './markRead.ts'
import { canReply, must } from './policy.ts'
import { openToRepliers } from './openToRepliers.ts'
import { reachOf } from './reachOf.ts'
import { presentConversation, presentLine, presentMessage } from './present.ts'
import { sendMessage } from './sendMessage.ts'
import { startConversation } from './startConversation.ts'

export function conversationRoutes({ notify, startsPerDay }: Pick<Config, 'notify' | 'startsPerDay'>): Route[] {
  const house = { texts: Boolean(notify?.textTemplateId) }
  return [
    route(api.startConversation, async (scene, { groupId, ...beginning }) => {
      const to = mustBeAbleToWriteTo(scene.actor, await Group.query(scene.trx).findById(groupId))
      return { conversations: await startConversation(scene, to, beginning, startsPerDay) }
    }),

    route(api.listConversations, async (scene, page) => {
      const { lines, next, counts } = await listConversations(scene, page)
      if (page.search) await record(scene, 'conversations.searched', { detail: { found: lines.length } })
      return { conversations: lines.map((line) => presentLine(line, scene.actor)), next, counts }
    }),

    route(api.showConversation, async (scene, { conversationId, ...page }) => {
      const conversation = await findConversation(scene, conversationId)
      await record(scene, 'conversation.opened', { conversationId })
      const draft = await findDraft(scene, conversationId)
      const entries = await listEntries(scene, conversation, page)
      const away = await awayFrom(scene, conversation)
      const reach = await reachOf(scene, conversation, house)
      return presentConversation(scene.actor, conversation, entries, draft, away, reach)
    }),

    route(api.sendMessage, async (scene, { conversationId, ...reply }) => {
      const conversation = await findConversation(scene, conversationId, { lock: true })
      must(canReply(conversation))
      const opened = await openToRepliers(scene, conversation)
      return presentMessage(await sendMessage(scene, opened, reply), scene.actor)
    }),

    route(api.markRead, async (scene, { conversationId, seq }) => {
      await markRead(scene, await findConversation(scene, conversationId), seq)
    }),

    route(api.archiveConversation, async (scene, { conversationId }) => {
      await setArchived(scene, await findConversation(scene, conversationId), true)
    }),

    route(api.unarchiveConversation, async (scene, { conversationId }) => {
      await setArchived(scene, await findConversation(scene, conversationId), false)
    }),

    route(api.addParticipant, async (scene, { conversationId, accountId }) => {
      await holdMemberships(scene, [accountId])
      await addParticipant(scene, await findConversation(scene, conversationId, { lock: true }), accountId)
    }),

    route(api.leaveConversation, async (scene, { conversationId }) => {
      await leaveConversation(scene, await findConversation(scene, conversationId, { lock: true }))
    }),

    route(api.showDraft, async (scene, { draftId }) => {
      const draft = await findDraft(scene, draftId)
      return { draft: draft ? { subject: draft.subject, text: draft.text, messageId: draft.messageId } : null }
    }),

    route(api.saveDraft, async (scene, { draftId, ...writing }) => {
      await saveDraft(scene, draftId, writing)
    }),
  ]
}
