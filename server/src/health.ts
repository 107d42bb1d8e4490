/** Signs of life: the worker's of itself and of the mail server, and what is made of them at /healthz. */
import type { Database } from './db/connect.ts'
import { rows } from './db/rows.ts'

export const heartbeatSeconds = 5
/** Whoever was silent for so long is gone. */
export const patienceSeconds = 20

export interface Health {
  well: boolean
  database: 'well' | 'away'
  worker: 'well' | 'away'
  mail: 'well' | 'away'
}

/** Whether the database answers, and whether a worker and the mail server have shown signs of life lately. */
export async function checkHealth(db: Database): Promise<Health> {
  try {
    const beats = await rows<{ part: string; well: boolean }>(
      db,
      `select part, bool_or(well and seen_at > now() - cast(:patience as interval)) as well from heartbeats group by part`,
      { patience: `${patienceSeconds} seconds` },
    )
    const state = (part: string) => (beats.find((beat) => beat.part === part)?.well ? 'well' : 'away')
    const worker = state('worker')
    const mail = state('mail')
    return { well: worker === 'well' && mail === 'well', database: 'well', worker, mail }
  } catch {
    return { well: false, database: 'away', worker: 'away', mail: 'away' }
  }
}

interface Beat {
  part: 'worker' | 'mail'
  /** Which of several processes. */
  instance: string
  well: boolean
  /** The worker's: the ids under which it holds jobs. */
  workerIds?: string[]
}

/** Records a sign of life, and forgets those of processes that are long gone. */
export async function beat(db: Database, { part, instance, well, workerIds = [] }: Beat): Promise<void> {
  await db('heartbeats')
    .insert({ part, instance, well, worker_ids: workerIds, seen_at: db.fn.now() })
    .onConflict(['part', 'instance'])
    .merge()
  await db('heartbeats').whereRaw(`seen_at < now() - interval '1 hour'`).delete()
}
