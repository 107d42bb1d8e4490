import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { UnitHours } from '../groups/openingHours.ts'
import { tryAgain } from './claim.ts'
import { hoursOf, textsOpenAt } from './textHours.ts'

const mostAtOnce = 1000

/**
 * Text messages that wait until their unit opens, by the hours that it has by now: somebody may have changed those since,
 * or its closed days. Those that would be late otherwise come earlier; those that come too early are put off when they do.
 */
export async function followHours(trx: Transaction, now: Date): Promise<void> {
  const units = await rows<{ id: string; hours: UnitHours; latest: Date }>(trx, whereTheyWait)
  for (const { id, hours, latest } of units) {
    const opens = textsOpenAt(hours, now)
    if (opens === null || opens < latest) await bringForward(trx, id, opens)
  }
}

const waits = `d.channel = 'text' and d.state = 'waiting' and d.reason = 'closed' and d.next_try_at > now()`

const whereTheyWait = `
  select g.id, ${hoursOf('g')} as hours, waiting.latest
    from (select d.group_id, max(d.next_try_at) as latest from deliveries d
           where ${waits} and d.state in ('waiting', 'failed_for_now')
           group by d.group_id) waiting
    join groups g on g.id = waiting.group_id`

/** `opens`: null when they may go now. */
async function bringForward(trx: Transaction, groupId: string, opens: Date | null): Promise<void> {
  const moved = await rows<{ id: string; due: Date; isInLine: boolean }>(
    trx,
    `with late as (
       select d.id from deliveries d
        where d.group_id = :groupId and ${waits} and d.state in ('waiting', 'failed_for_now')
          and d.next_try_at > coalesce(cast(:opens as timestamptz), now())
        order by d.id limit :mostAtOnce for no key update skip locked
     )
     update deliveries d set next_try_at = coalesce(cast(:opens as timestamptz), now())
       from late where d.id = late.id
     returning d.id, d.next_try_at as due, d.broadcast_id is not null or d.news_id is not null as "isInLine"`,
    { groupId, opens, mostAtOnce },
  )
  for (const one of moved) await tryAgain(trx, one.id, one, one.due)
}
