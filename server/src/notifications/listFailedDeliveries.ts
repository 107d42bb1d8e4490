import { fullName } from '../accounts/Account.ts'
import type { AccountKind } from '../accounts/contract.ts'
import { isId } from '../contract/words.ts'
import { rows } from '../db/rows.ts'
import type { Scene } from '../http/scene.ts'
import type { UnreachableReason } from '../patients/contract.ts'
import { getsTexts } from '../patients/reachSql.ts'
import type { FailedDelivery } from './contract.ts'
import { isFailing, londonDay } from './figureSql.ts'
import { failureInWords } from './reasonInWords.ts'

/** Who, and of what it was; of the statements here. */
export interface FoundPerson {
  id: string
  accountId: string
  firstName: string
  lastName: string
  kind: AccountKind
  isMember: boolean
  unreachable: UnreachableReason | null
  texts: boolean
  about: FailedDelivery['about']
  at: Date
}

interface Found extends FoundPerson {
  channel: FailedDelivery['channel']
  state: 'failed_for_now' | 'failed_for_good' | 'bounced'
  reason: string | null
  attempts: number
  nextTryAt: Date | null
}

/** To whom e-mails and text messages about a unit's messages could not be sent: who and why, and never what. The newest first. */
export async function listFailedDeliveries(
  { trx }: Pick<Scene, 'trx'>,
  unitId: string,
  { cursor, limit, texts }: { cursor?: string | undefined; limit: number; texts: boolean },
): Promise<{ deliveries: FailedDelivery[]; next: string | null }> {
  const after = isId(cursor) ? cursor : undefined
  const found = await rows<Found>(trx, statement(after !== undefined), {
    ...{ unitId, at: null, limit: limit + 1, texts },
    ...(after && { after }),
  })
  const page = found.slice(0, limit)
  return {
    deliveries: page.map(present),
    next: found.length > limit ? page.at(-1)!.id : null,
  }
}

function present(found: Found): FailedDelivery {
  const { channel, state, attempts, nextTryAt } = found
  return {
    ...presentPerson(found),
    channel,
    state: ({ failed_for_now: 'failing', failed_for_good: 'failed', bounced: 'bounced' } as const)[state],
    reason: failureInWords(found, new Date()),
    attempts,
    nextTryAt: nextTryAt?.toISOString() ?? null,
  }
}

export function presentPerson(found: FoundPerson): Pick<FailedDelivery, 'id' | 'person' | 'about' | 'at'> {
  const { id, accountId, kind, isMember, unreachable, texts, about, at } = found
  return {
    id,
    person: { id: accountId, name: fullName(found), kind, isMember, unreachable, texts },
    about,
    at: at.toISOString(),
  }
}

/** Of a delivery `d` of an account `a`, which may be a member `m` of its unit. */
export const personColumns = `
  d.id, a.id as "accountId", a.first_name as "firstName", a.last_name as "lastName", a.kind,
  m.id is not null as "isMember", m.unreachable, ${getsTexts('a')} as texts, case when d.news_id is null then 'message' else 'news' end as about, d.due_at as at`

function statement(continues: boolean): string {
  const some = (condition: string) => `
    (select * from deliveries
      where group_id = :unitId and ${condition} ${continues ? `and (created_at, id) < (${placeOfLast})` : ''}
      order by created_at desc, id desc limit :limit)`
  // Of what is still tried and of what was given up the index has the newest first; the first of both, then.
  return `
    select ${personColumns}, d.channel, d.state, d.reason, d.attempts, d.next_try_at as "nextTryAt"
      from (${some(`state in ('waiting', 'failed_for_now') and ${isFailing}`)}
            union all
            ${some(`state in ('failed_for_good', 'bounced') and created_at >= ${londonDay(6)}`)}
            order by created_at desc, id desc limit :limit) d
      join accounts a on a.id = d.account_id
      left join memberships m on m.account_id = a.id and m.group_id = d.group_id and m.ended_at is null
     order by d.created_at desc, d.id desc`
}

const placeOfLast = `
  select last.created_at, last.id from deliveries last where last.id = :after and last.group_id = :unitId`
