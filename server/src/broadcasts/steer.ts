/** Pausing, going on and stopping. Any admin of the unit may: whoever sees that something goes wrong. */
import type { AuditAction } from '../audit/actions.ts'
import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { enqueue } from '../jobs.ts'
import { findBroadcast, type BroadcastRow } from './findBroadcast.ts'
import { isDone, mustBecome, type Deed } from './states.ts'
import { unpressed } from './unpressed.ts'

export async function pauseBroadcast(scene: Scene, unit: Group, { broadcastId, seen }: Shown): Promise<void> {
  await steer(scene, unit, broadcastId, 'pause', { change: '', onRecord: 'broadcast.paused', seen })
  await enqueue(scene.trx, 'holdBroadcast', { broadcastId })
}

/** The speed is measured anew. */
export async function resumeBroadcast(scene: Scene, unit: Group, { broadcastId, seen }: Shown): Promise<void> {
  const change = ', going_since = now(), going_from = reached, paced_at = null'
  await steer(scene, unit, broadcastId, 'resume', { change, onRecord: 'broadcast.resumed', seen })
  await enqueue(scene.trx, 'sendBroadcast', { broadcastId })
}

/**
 * Within its minute nothing has happened yet, and it is a draft again; later those who have it keep it. Of another version,
 * so that the button's own request, coming late or twice, does not undo the stop.
 */
export async function stopBroadcast(scene: Scene, unit: Group, broadcastId: string): Promise<void> {
  const { state } = await steer(scene, unit, broadcastId, 'stop', {
    change: (was) => (was.begunAt ? ', ended_at = now()' : `, ${unpressed}`),
    onRecord: 'broadcast.stopped',
  })
  if (state !== 'waiting') await enqueue(scene.trx, 'holdBroadcast', { broadcastId })
}

interface Shown {
  broadcastId: string
  seen?: string | undefined
}

interface Steering {
  change: string | ((was: BroadcastRow) => string)
  onRecord: AuditAction
  seen?: string | undefined
}

/**
 * Waits for the few hundred who have their turn at this moment, and nobody has theirs after it. Again it changes nothing, and
 * coming late, when somebody has moved it since, it is refused.
 */
async function steer(scene: Scene, unit: Group, broadcastId: string, deed: Deed, { change, onRecord, seen }: Steering) {
  const was = await findBroadcast(scene.trx, unit.id, broadcastId, { lock: true })
  if (isDone(was.state, deed)) return was
  const state = mustBecome(was.state, deed)
  if (seen && was.changedAt.toISOString() !== seen) throw new Problem('changedMeanwhile')
  const more = typeof change === 'string' ? change : change(was)
  await rows(scene.trx, `update broadcasts set state = :state, changed_at = now() ${more} where id = :broadcastId`, {
    state,
    broadcastId,
  })
  await record(scene, onRecord, { groupId: unit.id, detail: { broadcastId, reached: was.reached } })
  return was
}
