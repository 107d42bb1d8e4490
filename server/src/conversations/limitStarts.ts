import type { Config } from '../config.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'

/**
 * New conversations of one person within a day: as many as is set. A patient writes in those that there are; and who could start as many as a
 * unit has patients would have a broadcast without an admin, a second look, a minute to stop it (R11).
 */
export type MostStarts = Config['startsPerDay']

/** Whoever starts many at once waits for themself, so that each is counted. */
export async function limitStarts({ trx, actor }: Scene, starting: number, mostStarts: MostStarts): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [`starts of ${actor.accountId}`])
  const most = mostStarts[actor.kind]
  const [started] = await rows<{ count: number }>(
    trx,
    `select count(*) from (
       select from audit
        where account_id = :accountId and action = 'conversation.started' and at > now() - interval '1 day'
        limit :most) as lately`,
    { accountId: actor.accountId, most },
  )
  if (started!.count + starting > most)
    throw new Problem(actor.kind === 'patient' ? 'tooManyStarts' : 'tooManyStartsOfStaff')
}
