import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Database } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { Registry } from './Registry.ts'

const resolutionMs = 10

/** Of any process, by the names that dashboards for Node know. */
export function measureProcess(registry: Registry): void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  const lag = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3)
  const one = (value: number) => [{ value }]
  registry.gauge('process_start_time_seconds', 'When the process started, since 1970.', () =>
    one(performance.timeOrigin / 1000),
  )
  registry.gauge(
    'process_cpu_seconds_total',
    'Time that the process has used a processor.',
    () => {
      const { user, system } = process.cpuUsage()
      return one((user + system) / 1e6)
    },
    'counter',
  )
  registry.gauge('process_resident_memory_bytes', 'Memory of the process.', () => one(process.memoryUsage.rss()))
  registry.gauge('nodejs_heap_size_used_bytes', 'Memory that JavaScript uses.', () =>
    one(process.memoryUsage().heapUsed),
  )
  registry.gauge('nodejs_eventloop_lag_p50_seconds', 'How late half of the timers were since the start.', () =>
    one(lag(delay.percentile(50))),
  )
  registry.gauge('nodejs_eventloop_lag_p99_seconds', 'How late 99 of 100 timers were at most since the start.', () =>
    one(lag(delay.percentile(99))),
  )
  registry.gauge('nodejs_eventloop_lag_max_seconds', 'How late a timer was at most since the last scrape.', () => {
    const max = lag(delay.max)
    delay.reset()
    return one(max)
  })
}

/** The connections of this process, and whether the database answers. */
export function measureDatabase(registry: Registry, db: Database): void {
  interface Pool {
    numUsed: () => number
    numFree: () => number
    numPendingAcquires: () => number
  }
  const { pool } = db.client as { pool: Pool }
  registry.gauge('patientview_database_connections', 'Connections of the pool, by what they do.', () => [
    { labels: { state: 'used' }, value: pool.numUsed() },
    { labels: { state: 'idle' }, value: pool.numFree() },
  ])
  registry.gauge('patientview_database_connections_awaited', 'Who waits for a connection of the pool.', () => [
    { value: pool.numPendingAcquires() },
  ])
  registry.gauge('patientview_database_up', '1 when the database answers.', async () => [
    {
      value: await rows(db, 'select').then(
        () => 1,
        () => 0,
      ),
    },
  ])
}
