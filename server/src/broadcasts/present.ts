import type { Scene } from '../http/scene.ts'
import type { Broadcast, BroadcastProgress, Replies } from './contract.ts'
import { findBroadcast, type BroadcastRow } from './findBroadcast.ts'
import { heldBackInWords } from './heldBack.ts'
import { abilities } from './policy.ts'
import { progressOf } from './progress.ts'

/** The broadcast as it is now, after whatever was done to it. */
export async function showBroadcast(scene: Scene, unitId: string, broadcastId: string): Promise<Broadcast> {
  const broadcast = await findBroadcast(scene.trx, unitId, broadcastId)
  return present(scene, broadcast, broadcast.begunAt ? await progressOf(scene.trx, broadcast) : null)
}

function present({ actor }: Scene, broadcast: BroadcastRow, progress: BroadcastProgress | null): Broadcast {
  const { id, unitId, state, version, subject, text, keepUntil, author, approvedBy, needsApproval } = broadcast
  const { sentBackBy, sentBackReason, sentBackAt } = broadcast
  return {
    ...{ id, unitId, state, version, subject, text, keepUntil, author, progress },
    replies: presentReplies(broadcast),
    mine: broadcast.authorId === actor.accountId,
    changedAt: broadcast.changedAt.toISOString(),
    approval: {
      needed: needsApproval,
      approvedBy,
      sentBack:
        sentBackBy && sentBackReason && sentBackAt
          ? { by: sentBackBy, reason: sentBackReason, at: sentBackAt.toISOString() }
          : null,
      switchedOffLately: broadcast.switchedOffLately,
    },
    heldBack: broadcast.heldBack && heldBackInWords[broadcast.heldBack],
    minute:
      state === 'waiting' && broadcast.dueAt
        ? { sendsAt: broadcast.dueAt.toISOString(), secondsLeft: Math.max(0, broadcast.secondsUntilDue ?? 0) }
        : null,
    begunAt: broadcast.begunAt?.toISOString() ?? null,
    endedAt: broadcast.endedAt?.toISOString() ?? null,
    can: abilities(actor, broadcast),
  }
}

function presentReplies({ replies, repliers }: BroadcastRow): Replies {
  return replies === 'people' ? { to: replies, people: repliers } : { to: replies }
}
