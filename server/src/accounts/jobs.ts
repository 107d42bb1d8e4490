import type { Database } from '../db/connect.ts'
import type { Jobs } from '../jobs.ts'
import { helpSignIn } from './helpSignIn.ts'
import { forgetProvedBefore } from './provedBefore.ts'

/** The background work of this room, by the name of the job. */
export function accountJobs({ db }: { db: Database }) {
  return {
    forgetProvedBefore: () => db.transaction(forgetProvedBefore),
    helpSignIn: (asked: Jobs['helpSignIn']) => db.transaction((trx) => helpSignIn({ trx }, asked)),
  }
}
