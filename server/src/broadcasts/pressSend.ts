import { record } from '../audit/record.ts'
import { authorOf } from '../conversations/authorOf.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { enqueue } from '../jobs.ts'
import { broadcastLimits } from './contract.ts'
import { findDuplicate } from './duplicates.ts'
import { findBroadcast, type BroadcastRow } from './findBroadcast.ts'
import { missingIn } from './missing.ts'
import { countPatients } from './patientsOf.ts'
import { mustBeAuthor } from './policy.ts'
import { mustBecome } from './states.ts'

interface Pressed {
  broadcastId: string
  version: number
  /** How many the person believes that they write to. */
  patients: number
}

/**
 * The button. Everything that could make it the wrong button is looked at here once more, with the unit locked: of two
 * who press at the same moment, the second finds what the first has done. Then the minute begins.
 */
export async function pressSend(scene: Scene, unit: Group, { broadcastId, version, patients }: Pressed): Promise<void> {
  const { trx } = scene
  const broadcast = await findBroadcast(trx, unit.id, broadcastId, { lock: true })
  mustBeAuthor(scene.actor, broadcast)
  if (broadcast.version !== version) throw new Problem('changedMeanwhile')
  // Pressed already: by a client that got no answer, or twice in a row.
  if (broadcast.state === 'waiting' || broadcast.begunAt) return
  mustBeReady(unit, broadcast)
  const counted = await countPatients(trx, unit.id)
  if (counted === 0) throw new Problem('noPatients')
  if (counted !== patients) throw new Problem('broadcastCountChanged', { patients: counted })
  const earlier = await findDuplicate(trx, broadcast)
  if (earlier) throw new Problem('broadcastIsDuplicate', { earlier })
  await startMinute(scene, unit, broadcast)
  await record(scene, 'broadcast.send_pressed', { groupId: unit.id, detail: { broadcastId, version, patients } })
}

function mustBeReady(unit: Group, broadcast: BroadcastRow): void {
  if (broadcast.needsApproval && !broadcast.approvedBy)
    throw new Problem(broadcast.switchedOffLately ? 'approvalSwitchedOffLately' : 'broadcastNeedsApproval')
  mustBecome(broadcast.state, 'send')
  if (!unit.messagingOn) throw new Problem('messagingIsOff')
  const fields = missingIn(broadcast)
  if (Object.keys(fields).length > 0) throw new Problem('badInput', { fields })
}

async function startMinute(scene: Scene, unit: Group, { id, state }: BroadcastRow): Promise<void> {
  const author = authorOf(scene.actor, unit.id)
  const [waiting] = await rows<{ dueAt: Date }>(
    scene.trx,
    `update broadcasts
        set state = :state, sent_at = now(), changed_at = now(), held_back = null,
            due_at = now() + :seconds * interval '1 second', author_name = :name, author_role_title = :roleTitle
      where id = :id returning due_at as "dueAt"`,
    {
      id,
      state: mustBecome(state, 'send'),
      seconds: broadcastLimits.secondsToStop,
      name: author.name,
      roleTitle: author.roleTitle,
    },
  )
  await enqueue(scene.trx, 'sendBroadcast', { broadcastId: id }, { runAt: waiting!.dueAt })
}
