import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import { canAdminister } from './policy.ts'

export interface UnitLine {
  id: string
  name: string
  kind: 'unit'
  specialtyId: string
  specialtyName: string
  messagingOn: boolean
}

/** The units that the actor administers, by name; `cursor` is the id of the last one before the page. */
export async function listUnits(
  { actor, trx }: Scene,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ units: UnitLine[]; next: string | null }> {
  const all = await rows<UnitLine>(
    trx,
    `select u.id, u.name, u.kind, u.specialty_id as "specialtyId", s.name as "specialtyName",
            u.messaging_on as "messagingOn"
       from groups u join groups s on s.id = u.specialty_id
      where u.kind = 'unit' order by u.name, u.id`,
  )
  const mine = all.filter((unit) => canAdminister(actor, unit))
  const start = mine.findIndex(({ id }) => id === cursor) + 1
  const units = mine.slice(start, start + limit)
  return { units, next: start + limit < mine.length ? (units.at(-1)?.id ?? null) : null }
}
