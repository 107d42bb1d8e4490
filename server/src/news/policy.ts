import { Problem } from '../errors.ts'
import { canAdminister, ownGroupIds } from '../groups/policy.ts'
import type { Actor } from '../http/scene.ts'
import type { NewsState } from './contract.ts'
import type { NewsItem } from './NewsItem.ts'

export interface GroupRow {
  id: string
  kind: 'unit' | 'specialty'
  specialtyId: string | null
}

/** For a unit: who administers it. For a specialty: its admins and Central Support. */
export function canWriteNews(actor: Actor, group: GroupRow): boolean {
  if (group.kind === 'unit') return canAdminister(actor, group)
  return actor.memberships.some(
    ({ role, groupId }) => role === 'support' || (role === 'specialty_admin' && groupId === group.id),
  )
}

/** A group that one knows may be known without one's writing its news; any other does not exist. */
export function mustWriteNews(actor: Actor, group: GroupRow | undefined): void {
  if (group && canWriteNews(actor, group)) return
  throw new Problem(group && readableGroupIds(actor).includes(group.id) ? 'notAllowed' : 'notFound')
}

/** The groups whose news the actor reads: their own, and the specialties of their units. */
export function readableGroupIds(actor: Actor): string[] {
  const specialties = actor.memberships.flatMap(({ specialtyId }) => specialtyId ?? [])
  return [...new Set([...ownGroupIds(actor), ...specialties])]
}

type Dated = Pick<NewsItem, 'publishedAt' | 'withdrawnAt' | 'showsFrom' | 'showsUntil'>

/** Where an item stands on this day. */
export function stateOf({ publishedAt, withdrawnAt, showsFrom, showsUntil }: Dated, today: string): NewsState {
  if (withdrawnAt) return 'withdrawn'
  if (!publishedAt) return 'draft'
  if (today < showsFrom) return 'scheduled'
  return today <= showsUntil ? 'showing' : 'ended'
}

/** What can be done about it, by those who write it. */
export function canDo(state: NewsState): { publish: boolean; withdraw: boolean } {
  return { publish: state === 'draft' || state === 'withdrawn', withdraw: state !== 'withdrawn' }
}
