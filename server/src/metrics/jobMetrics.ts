import type { Database } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { Registry } from './Registry.ts'

/** The queue of background work. Every worker tells the same of it. */
export function measureJobs(registry: Registry, db: Database): void {
  registry.gauge(
    'patientview_jobs',
    'Background jobs: waiting (due), scheduled (for later), running, or failed (nobody tries any more).',
    async () => {
      const found = await rows<{ job: string; state: string; value: number }>(db, byState)
      return found.map(({ job, state, value }) => ({ labels: { job, state }, value }))
    },
  )
}

const byState = `
  select task_identifier as job,
         case when locked_at is not null then 'running'
              when attempts >= max_attempts then 'failed'
              when run_at <= now() then 'waiting'
              else 'scheduled' end as state,
         count(*) as value
    from graphile_worker.jobs group by 1, 2 order by 1, 2`
