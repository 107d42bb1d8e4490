import type { Database } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import type { Registry } from '../metrics/Registry.ts'

/** Broadcasts under way, for operators: over all units, and without anything about a person. Every worker tells the same. */
export function measureBroadcasts(registry: Registry, db: Database): void {
  registry.gauge('patientview_broadcasts', 'Broadcasts that wait for their minute, go out or are paused.', async () => {
    const found = await rows<{ state: string; value: number }>(
      db,
      `select state, count(*) as value from broadcasts where state in ('waiting', 'sending', 'paused')
        group by state order by state`,
    )
    return found.map(({ state, value }) => ({ labels: { state }, value }))
  })
  registry.gauge(
    'patientview_broadcast_patients_waiting',
    'Patients who have not had their turn in a broadcast that goes out.',
    () =>
      rows(
        db,
        `select cast(coalesce(sum(patients - reached), 0) as float8) as value from broadcasts where state = 'sending'`,
      ),
  )
  registry.gauge(
    'patientview_broadcast_late_seconds',
    'For how long a broadcast whose time has come has not begun; 0 when none is late.',
    () =>
      rows(
        db,
        `select cast(coalesce(max(extract(epoch from now() - due_at)), 0) as float8) as value
           from broadcasts where state = 'waiting' and due_at <= now()`,
      ),
  )
}
