import { isId } from '../contract/words.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { NotEmailed, NotEmailedReason } from './contract.ts'
import { isTheUnitsAffair, londonDay } from './figureSql.ts'
import { personColumns, presentPerson, type FoundPerson } from './listFailedDeliveries.ts'

interface Page {
  reason: NotEmailedReason
  cursor?: string | undefined
  limit: number
  /** Whether there are text messages at all. */
  texts: boolean
}

/**
 * Behind a number of `suppressed` in the figures: who, and never of what. The newest first, in the order of an index.
 */
export async function listNotEmailed(
  { trx }: Pick<Scene, 'trx'>,
  unitId: string,
  { reason, cursor, limit, texts }: Page,
): Promise<{ deliveries: NotEmailed[]; next: string | null }> {
  const after = isId(cursor) ? cursor : undefined
  const found = await rows<FoundPerson>(trx, statement(after !== undefined), {
    ...{ unitId, reason, at: null, limit: limit + 1, texts },
    ...(after && { after }),
  })
  const page = found.slice(0, limit)
  return { deliveries: page.map(presentPerson), next: found.length > limit ? page.at(-1)!.id : null }
}

const statement = (continues: boolean) => `
  select ${personColumns}
    from (select * from deliveries
           where group_id = :unitId and state = 'suppressed' and channel = 'email' and reason = :reason
             and created_at >= ${londonDay(6)}
             and ${isTheUnitsAffair}
             ${continues ? 'and (created_at, id) < (select created_at, id from deliveries where id = :after and group_id = :unitId)' : ''}
           order by created_at desc, id desc limit :limit) d
    join accounts a on a.id = d.account_id
    left join memberships m on m.account_id = a.id and m.group_id = d.group_id and m.ended_at is null
   order by d.created_at desc, d.id desc`
