/** How deliveries fare, for operators: over all units, and without anything about a person. */
import type { Database } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { Jobs } from '../jobs.ts'
import type { Counter, Histogram, Registry } from '../metrics/Registry.ts'
import { isFailing } from './figureSql.ts'
import type { notificationJobs } from './jobs.ts'

type NotificationJobs = ReturnType<typeof notificationJobs>

const bounds = [0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14_400]

/** Returns the jobs, with an eye on what becomes of each delivery. */
export function measureDeliveries(registry: Registry, db: Database, jobs: NotificationJobs): NotificationJobs {
  registry.gauge(
    'patientview_deliveries',
    'Deliveries under way, and all of the last 24 hours, by channel and state. Every worker tells the same.',
    async () => {
      const found = await rows<{ channel: string; state: string; value: number }>(db, byState, { at: null })
      return found.map(({ channel, state, value }) => ({ labels: { channel, state }, value }))
    },
  )
  registry.gauge(
    'patientview_deliveries_oldest_waiting_seconds',
    'For how long the oldest delivery that is due has not been handed over; 0 when none is due.',
    () => rows(db, oldest),
  )
  const tries = registry.counter(
    'patientview_delivery_tries_total',
    'Deliveries that this worker took up, by channel and the state that they were in afterwards.',
  )
  const latency = registry.histogram(
    'patientview_delivery_handover_seconds',
    'From when there was something to tell to the mail server or the provider, of what this worker handed over.',
    bounds,
  )
  return { ...jobs, deliver: watched(db, jobs.deliver, { tries, latency }) }
}

interface State {
  channel: string
  state: string
  attempts: number
  seconds: number | null
}

function watched(
  db: Database,
  deliver: NotificationJobs['deliver'],
  { tries, latency }: { tries: Counter; latency: Histogram },
): NotificationJobs['deliver'] {
  return async (job: Jobs['deliver']) => {
    const before = await stateOf(db, job.deliveryId)
    await deliver(job)
    const after = await stateOf(db, job.deliveryId)
    // It was not due, or somebody else has it.
    if (!after || (before?.state === after.state && before.attempts === after.attempts)) return
    tries.increase({ channel: after.channel, state: after.state })
    if (after.state === 'handed_over' && after.seconds !== null) latency.observe(Math.max(0, after.seconds))
  }
}

async function stateOf(db: Database, id: string): Promise<State | undefined> {
  const [found] = await rows<State>(
    db,
    `select channel, state, attempts, cast(extract(epoch from handed_over_at - due_at) as float8) as seconds
       from deliveries where id = :id`,
    { id },
  )
  return found
}

/** As a person would say it: what is tried for the first time waits; what was put off is neither waiting nor late. */
const byState = `
  select channel,
         case when ${isFailing} then 'failed_for_now'
              when state = 'waiting' and next_try_at is null then 'in_line'
              when state = 'waiting' and next_try_at > now() then 'put_off'
              when state = 'failed_for_now' then 'waiting'
              else state end as state,
         count(*) as value
    from deliveries
   where state in ('waiting', 'failed_for_now') or created_at > now() - interval '24 hours'
   group by 1, 2 order by 1, 2`

const oldest = `
  select cast(greatest(0, coalesce(extract(epoch from now() - min(due_at)), 0)) as float8) as value
    from deliveries
   where state = 'failed_for_now' or (state = 'waiting' and next_try_at <= now())`
