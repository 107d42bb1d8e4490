import { error, redirect, type RequestEvent } from '@sveltejs/kit'
import type { Group, Recipient } from 'server/contract'
import { orErrorPage } from '#lib/api/orErrorPage.server.ts'
import { words } from '#lib/words.ts'
import { stepPath } from './steps.ts'

type Event = Pick<RequestEvent, 'url' | 'locals'>

export async function groups(event: Event): Promise<Group[]> {
  return (await orErrorPage(event, event.locals.api.listGroups({ limit: 100 }))).groups
}

/** The chosen group among those that this person can write to. */
export async function chosenGroup(event: Event, groupId: string): Promise<{ group: Group; only: boolean }> {
  if (!groupId) redirect(303, stepPath('group', {}))
  const all = await groups(event)
  const group = all.find(({ id }) => id === groupId)
  if (!group) error(404, words.errors.notFoundHelp)
  return { group, only: all.length === 1 }
}

/** The chosen people with their names. An id that is not in the recipient list is nobody: the server would refuse it. */
export async function chosenRecipients(event: Event, groupId: string, ids: string[]): Promise<Recipient[]> {
  const found = new Map<string, Recipient>()
  let cursor: string | undefined
  while (found.size < ids.length) {
    const page = await orErrorPage(event, event.locals.api.listRecipients({ groupId, limit: 100, cursor }))
    for (const recipient of page.recipients) if (ids.includes(recipient.id)) found.set(recipient.id, recipient)
    if (!page.next) break
    cursor = page.next
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}
