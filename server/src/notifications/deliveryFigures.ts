/** How the e-mails about a unit's messages fare, and in short the text messages. Days are London's; the last 7 and 14 count today. */
import { rows } from '../db/rows.ts'
import { checkHealth } from '../health.ts'
import type { Scene } from '../http/scene.ts'
import { countUnreachable } from '../patients/listUnreachable.ts'
import { notEmailedReason, timelySeconds, type DeliveryFigures, type NotEmailedReason } from './contract.ts'
import { isFailing, isTheUnitsAffair, londonDay, now, type Bindings } from './figureSql.ts'
import { suppressionInWords } from './reasonInWords.ts'
import { textFigures } from './textFigures.ts'

type Day = DeliveryFigures['days'][number] & { failedForGood: number; bounced: number }

export async function deliveryFigures(
  { trx }: Pick<Scene, 'trx'>,
  unitId: string,
  at?: Date,
): Promise<DeliveryFigures> {
  const bindings = { unitId, at: at ?? null }
  const days = await rows<Day>(trx, byDay, { ...bindings, timely: `${timelySeconds} seconds` })
  const lastWeek = days.slice(-7)
  const inWeek = (of: 'sent' | 'timely' | 'failedForGood' | 'bounced') =>
    lastWeek.reduce((sum, figures) => sum + figures[of], 0)
  const { sent, timely } = days.at(-1)!
  const { worker, mail } = await checkHealth(trx)
  return {
    today: { sent, timely },
    week: {
      ...{ sent: inWeek('sent'), timely: inWeek('timely') },
      ...{ failedForGood: inWeek('failedForGood'), bounced: inWeek('bounced') },
    },
    ...(await underWay(trx, bindings)),
    suppressed: await suppressed(trx, bindings),
    texts: await textFigures(trx, bindings),
    people: await countUnreachable({ trx }, unitId),
    days,
    worker,
    mail,
  }
}

const byDay = `
  select to_char(begins at time zone 'Europe/London', 'YYYY-MM-DD') as day, sent.sent, sent.timely,
         ended.failed_for_good + ended.bounced as failed, ended.failed_for_good as "failedForGood", ended.bounced
    from (select ${londonDay('n')} as begins, ${londonDay('n + 1')} as ends from generate_series(0, 13) n) days
    cross join lateral (
      select count(*) as sent, count(*) filter (where handed_over_at - due_at <= cast(:timely as interval)) as timely
        from deliveries
       where group_id = :unitId and state = 'handed_over' and channel = 'email' and handed_over_at >= begins and handed_over_at < ends) sent
    cross join lateral (
      select count(*) filter (where state = 'failed_for_good') as failed_for_good,
             count(*) filter (where state = 'bounced') as bounced
        from deliveries
       where group_id = :unitId and state in ('failed_for_good', 'bounced') and channel = 'email' and created_at >= begins and created_at < ends) ended
   order by begins`

interface UnderWay {
  waiting: number
  waitingSince: Date | null
  failing: number
  failingSince: Date | null
  nextTryAt: Date | null
}

async function underWay(trx: Scene['trx'], bindings: Bindings): Promise<Pick<DeliveryFigures, 'waiting' | 'failing'>> {
  const [found] = await rows<UnderWay>(
    trx,
    `select count(*) filter (where waits) as waiting, min(due_at) filter (where waits) as "waitingSince",
            count(*) filter (where fails) as failing, min(due_at) filter (where fails) as "failingSince",
            min(next_try_at) filter (where fails) as "nextTryAt"
       from (select due_at, next_try_at, ${isFailing} as fails,
                    not ${isFailing} and (state <> 'waiting' or next_try_at <= ${now}) as waits
               from deliveries
              where group_id = :unitId and state in ('waiting', 'failed_for_now') and channel = 'email') d`,
    bindings,
  )
  const { waiting, waitingSince, failing, failingSince, nextTryAt } = found!
  const inUtc = (instant: Date | null) => instant?.toISOString() ?? null
  return {
    waiting: { count: waiting, since: inUtc(waitingSince) },
    failing: { count: failing, since: inUtc(failingSince), nextTryAt: inUtc(nextTryAt) },
  }
}

/** Whom another e-mail told as well, or who has read the message meanwhile, lacks nothing. */
async function suppressed(trx: Scene['trx'], bindings: Bindings): Promise<DeliveryFigures['suppressed']> {
  const found = await rows<{ reason: NotEmailedReason; count: number }>(
    trx,
    `select reason, count(*) from deliveries
      where group_id = :unitId and state = 'suppressed' and channel = 'email' and reason = any(cast(:reasons as text[]))
        and created_at >= ${londonDay(6)} and ${isTheUnitsAffair}
      group by reason order by count(*) desc, reason`,
    { ...bindings, reasons: notEmailedReason.options },
  )
  return found.map(({ reason, count }) => ({ reason, inWords: suppressionInWords(reason), count }))
}
