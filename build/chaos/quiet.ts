/** After it all: waits until no work is left that could be done now. */
import { rows } from '../../server/src/db/rows.ts'
import type { House } from './House.ts'
import { pause } from './insist.ts'
import type { Town } from './town.ts'

interface Left {
  /** That could be done now, or are held by somebody. */
  jobs: number
  /** Whose time has come. */
  deliveries: number
  /** Steps to go of those under way: each patient gets a conversation, then an e-mail in line, and that is a delivery. */
  broadcasts: number
}

/** Returns what is left when nothing has become less for so long; nothing when all is quiet. */
export async function untilQuiet(house: House, town: Town, patienceMs: number): Promise<Left | undefined> {
  let least = Infinity
  let until = performance.now() + patienceMs
  let calm = 0
  for (;;) {
    const left = (await rows<Left>(house.db, whatIsLeft))[0]!
    const sum = left.jobs + left.deliveries + left.broadcasts
    const caughtUp = town.everybody.every(({ view }) => view.caughtUp)
    calm = caughtUp && sum === 0 ? calm + 1 : 0
    // For what was told last to arrive.
    if (calm === 3) return undefined
    if (sum < least) {
      least = sum
      until = performance.now() + patienceMs
    }
    if (performance.now() > until) return left
    await pause(400)
  }
}

// What comes round by the clock is not left over. A job that has failed comes back by itself; here that is soon.
const whatIsLeft = `
  select (select count(*) from graphile_worker.jobs
           where task_identifier not in ('sweepDeliveries', 'sweepBroadcasts', 'askProvider', 'paceDeliveries')
             and attempts < max_attempts
             and (locked_at is not null or (run_at <= now() + interval '10 seconds' and task_identifier <> 'deliver')
               or run_at <= now())) as jobs,
         (select count(*) from deliveries where state in ('waiting', 'failed_for_now')
            and (next_try_at is null or next_try_at <= now())) as deliveries,
         (select cast(coalesce(sum(1 + 3 * (b.patients - b.reached) + 2 * greatest(0, b.reached - b.gone - (
                    select count(*) from deliveries d
                     where d.broadcast_id = b.id and d.channel = 'email' and d.reminder = 0))), 0) as bigint)
            from broadcasts b where b.state in ('waiting', 'sending')) as broadcasts`
