import type { Database } from '../db/connect.ts'
import type { Announcer } from '../db/listen.ts'
import type { Jobs } from '../jobs.ts'
import { greetNewcomers } from './newcomers.ts'
import { sendBroadcast, sweepBroadcasts } from './sending.ts'

/** The background work of this room, by the name of the job. */
export function broadcastJobs(parts: { db: Database; announcer: Announcer; broadcastStep: number }) {
  const { db } = parts
  return {
    sendBroadcast: ({ broadcastId }: Jobs['sendBroadcast']) => sendBroadcast(parts, broadcastId),
    greetNewcomers: ({ groupId }: Jobs['greetNewcomers']) => db.transaction((trx) => greetNewcomers(trx, groupId)),
    sweepBroadcasts: () => db.transaction(sweepBroadcasts),
  }
}
