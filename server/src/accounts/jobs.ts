import type { Database } from '../db/connect.ts'
import type { Jobs } from '../jobs.ts'
import { helpSignIn } from './helpSignIn.ts'

/** The background work of this room, by the name of the job. */
export function accountJobs({ db }: { db: Database }) {
  return {
    helpSignIn: (asked: Jobs['helpSignIn']) => db.transaction((trx) => helpSignIn({ trx }, asked)),
  }
}
