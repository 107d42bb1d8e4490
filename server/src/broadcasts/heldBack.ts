/** Why a broadcast is not sent although its minute is over: what was right when the button was pressed is right no more. */
import type { Transaction } from '../db/connect.ts'
import { membershipsNow } from '../groups/findAdministered.ts'
import { Group } from '../groups/Group.ts'
import { canAdminister } from '../groups/policy.ts'
import { findBroadcast, type HeldBack } from './findBroadcast.ts'

export const heldBackInWords: Record<HeldBack, string> = {
  author: 'It was not sent: its author does not look after this unit any more.',
  messaging: 'It was not sent: messaging was switched off in this unit.',
  approval: 'It was not sent: it needs the approval of a second admin.',
}

export async function whyHoldBack(trx: Transaction, groupId: string, id: string): Promise<HeldBack | null> {
  const { authorId, needsApproval, approvedById } = await findBroadcast(trx, groupId, id)
  const unit = await Group.query(trx).findById(groupId).throwIfNotFound()
  const looksAfterIt = async (accountId: string) =>
    canAdminister({ memberships: await membershipsNow(trx, accountId) }, unit)
  if (!(await looksAfterIt(authorId))) return 'author'
  if (!unit.messagingOn) return 'messaging'
  const isApproved = approvedById !== null && (await looksAfterIt(approvedById))
  return needsApproval && !isApproved ? 'approval' : null
}
