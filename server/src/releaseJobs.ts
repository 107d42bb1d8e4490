import type { Database } from './db/connect.ts'
import { patienceSeconds } from './health.ts'
import { replaceableJobs } from './jobs.ts'

/**
 * A worker that was killed leaves its jobs locked for hours. Jobs that are held by an id which no living worker claims
 * are given back. Those whose place another with their key has taken meanwhile would never be tried again: they are done
 * with, or they would look as if they had failed. A job that killed every worker that tried it has failed, and stays.
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
  await db.raw(
    `select count(*) from graphile_worker.complete_jobs(array(
       select id from graphile_worker.jobs
        where locked_by is null and attempts >= max_attempts and key is null and last_error is null
          and task_identifier = any(:replaceable)))`,
    { replaceable: [...replaceableJobs] },
  )
}
