import type { Database } from './db/connect.ts'
import { rows } from './db/rows.ts'

/** What the worker says of itself and of the mail server, at least this often. */
export const heartbeatSeconds = 10

export interface Health {
  well: boolean
  database: 'well' | 'away'
  worker: 'well' | 'away'
  mail: 'well' | 'away'
}

/** Whether the database answers, and whether the worker and the mail server have shown signs of life lately. */
export async function checkHealth(db: Database): Promise<Health> {
  try {
    const beats = await rows<{ part: string; well: boolean }>(
      db,
      `select part, well and seen_at > now() - cast(:patience as interval) as well from heartbeats`,
      { patience: `${heartbeatSeconds * 3} seconds` },
    )
    const state = (part: string) => (beats.find((beat) => beat.part === part)?.well ? 'well' : 'away')
    const worker = state('worker')
    const mail = state('mail')
    return { well: worker === 'well' && mail === 'well', database: 'well', worker, mail }
  } catch {
    return { well: false, database: 'away', worker: 'away', mail: 'away' }
  }
}

/** Records a sign of life. */
export async function beat(db: Database, part: 'worker' | 'mail', well: boolean, detail: string | null = null) {
  await db('heartbeats').insert({ part, well, detail, seen_at: db.fn.now() }).onConflict('part').merge()
}
