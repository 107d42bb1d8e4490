import { londonNow } from '../groups/openingHours.ts'
import type { ManagedNews } from './contract.ts'
import type { ManagedRow } from './managedNews.ts'
import { canDo, stateOf } from './policy.ts'

export function presentManaged(item: ManagedRow, now = new Date()): ManagedNews {
  const { id, groupId, groupName, groupKind, title, text, audience, isPublic, pinned, showsFrom, showsUntil } = item
  const { version, changedBy, changedAt, emailAskedAt, emailedAt, people, sent } = item
  const state = stateOf(item, londonNow(now).day)
  return {
    id,
    group: { id: groupId, name: groupName, kind: groupKind },
    content: { title, text, audience, isPublic, pinned, showsFrom, showsUntil },
    state,
    version,
    lastChange: { by: changedBy, at: changedAt.toISOString() },
    email: emailAskedAt && { begun: emailedAt !== null, people, sent },
    can: canDo(state),
  }
}
