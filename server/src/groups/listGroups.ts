import type { Scene } from '../http/scene.ts'
import type { Section } from './contract.ts'
import { Group } from './Group.ts'
import { sectionFor } from './policy.ts'

export interface WritableGroup {
  group: Group
  section: Section
}

const order: Section[] = ['mine', 'central_support', 'specialty', 'other_units']

/**
 * Every group that the actor can write to (R2), by section and name. Groups are hundreds at most, so the one rule is
 * asked of each, rather than written a second time in SQL.
 */
export async function writableGroups({ actor, trx }: Pick<Scene, 'actor' | 'trx'>): Promise<WritableGroup[]> {
  const groups = await Group.query(trx).where('messagingOn', true).orderBy('name')
  return groups
    .flatMap((group) => {
      const section = sectionFor(actor, group)
      return section ? [{ group, section }] : []
    })
    .sort((one, other) => order.indexOf(one.section) - order.indexOf(other.section))
}

/** A page of them; `cursor` is the id of the last one before it. */
export async function listGroups(
  scene: Scene,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ groups: WritableGroup[]; next: string | null }> {
  return pageOf(await writableGroups(scene), ({ group }) => group.id, { cursor, limit })
}

/** The page after the item with the id `cursor`; from the start when there is none. */
function pageOf<T>(
  all: T[],
  idOf: (item: T) => string,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): { groups: T[]; next: string | null } {
  const start = all.findIndex((item) => idOf(item) === cursor) + 1
  const groups = all.slice(start, start + limit)
  const last = groups.at(-1)
  return { groups, next: start + limit < all.length && last ? idOf(last) : null }
}
