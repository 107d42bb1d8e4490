import type { Database } from '../db/connect.ts'
import { forgetLookups } from './Lookups.ts'

/** The background work of this room, by the name of the job. */
export function patientJobs({ db }: { db: Database }) {
  return { forgetLookups: () => db.transaction(forgetLookups) }
}
