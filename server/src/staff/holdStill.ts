import { setTimeout as pause } from 'node:timers/promises'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'

const tries = 50
const pauseMs = 20

/**
 * Locks rows without queueing for them: whoever has one and waits for what this transaction has already would wait for
 * ever, and the database would end one of the two. So this one asks again for a second, and then gives way.
 */
export async function holdStill(
  { trx }: Pick<Scene, 'trx'>,
  table: 'sessions' | 'conversations' | 'memberships' | 'groups',
  ids: string[],
  { shared = false } = {},
): Promise<void> {
  let missing = ids
  for (let attempt = 0; missing.length > 0; attempt++) {
    if (attempt === tries) throw new Problem('changedMeanwhile')
    if (attempt > 0) await pause(pauseMs)
    const held = await rows<{ id: string }>(
      trx,
      `select id from ${table} where id = any(:missing) order by id
          for ${shared ? 'share' : 'no key update'} skip locked`,
      { missing },
    )
    const got = new Set(held.map(({ id }) => id))
    missing = missing.filter((id) => !got.has(id))
  }
}
