/** A second admin's look at the very text that will be sent. */
import { record } from '../audit/record.ts'
import type { AuditAction } from '../audit/actions.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { findBroadcast } from './findBroadcast.ts'
import { mustBeAnother, mustBeAuthor, mustBeSecond } from './policy.ts'
import { missingIn } from './missing.ts'
import { mustBecome, type Deed } from './states.ts'

interface Seen {
  broadcastId: string
  version: number
}

export async function askForApproval(scene: Scene, unit: Group, seen: Seen): Promise<void> {
  await move(scene, unit, seen, 'askForApproval', {
    by: mustBeAuthor,
    change: 'sent_back_by = null, sent_back_at = null, sent_back_reason = null, held_back = null',
    onRecord: 'broadcast.approval_asked',
  })
}

export async function approveBroadcast(scene: Scene, unit: Group, seen: Seen): Promise<void> {
  await move(scene, unit, seen, 'approve', {
    by: mustBeSecond,
    change: 'approved_by = :actorId, approved_at = now()',
    onRecord: 'broadcast.approved',
  })
}

export async function sendBackBroadcast(scene: Scene, unit: Group, seen: Seen & { reason: string }): Promise<void> {
  await move(scene, unit, seen, 'sendBack', {
    by: mustBeAnother,
    change: `approved_by = null, approved_at = null, sent_back_by = :actorId, sent_back_at = now(), sent_back_reason = :reason`,
    reason: seen.reason,
    onRecord: 'broadcast.sent_back',
  })
}

interface Move {
  by: typeof mustBeSecond
  change: string
  reason?: string
  onRecord: AuditAction
}

async function move(scene: Scene, unit: Group, { broadcastId, version }: Seen, deed: Deed, how: Move): Promise<void> {
  const { trx, actor } = scene
  const broadcast = await findBroadcast(trx, unit.id, broadcastId, { lock: true })
  how.by(actor, broadcast)
  const state = mustBecome(broadcast.state, deed)
  if (broadcast.version !== version) throw new Problem('changedMeanwhile')
  const fields = missingIn(broadcast)
  if (Object.keys(fields).length > 0) throw new Problem('badInput', { fields })
  await rows(trx, `update broadcasts set state = :state, changed_at = now(), ${how.change} where id = :broadcastId`, {
    state,
    broadcastId,
    ...(how.change.includes(':actorId') && { actorId: actor.accountId }),
    ...(how.reason && { reason: how.reason }),
  })
  await record(scene, how.onRecord, { groupId: unit.id, detail: { broadcastId, version } })
}
