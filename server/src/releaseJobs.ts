import type { Database } from './db/connect.ts'
import { patienceSeconds } from './health.ts'

/**
 * A worker that was killed leaves its jobs locked for hours. Jobs that are held by an id which no living worker claims
 * are given back.
 */
export async function releaseJobsOfTheDead(db: Database): Promise<void> {
  await db.raw(
    `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
       from graphile_worker.jobs
      where locked_by is not null and locked_at < now() - cast(:patience as interval)
        and not exists (select from heartbeats
                         where part = 'worker' and locked_by = any(worker_ids)
                           and seen_at > now() - cast(:patience as interval))
     having count(*) > 0`,
    { patience: `${patienceSeconds} seconds` },
  )
}
