import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import type { RepliesChosen } from './contract.ts'
import { findBroadcast, type BroadcastRow } from './findBroadcast.ts'
import { mustBeAuthor } from './policy.ts'
import { mustBecome } from './states.ts'
import { tellAdmins } from './toApprove.ts'

/** A text to launch the service with, as it is offered. */
export interface Offered {
  subject: string
  text: string
}

export interface Draft {
  version: number
  subject: string
  text: string
  replies: RepliesChosen
  keepUntil: string | null
}

/**
 * Saves what the author has typed, from the version that they saw; saving the same again changes nothing. Takes an
 * approval away, because it was of another text. What is once saved as the launch text is offered, is the launch, however it
 * is written over then. The unit must be locked.
 */
export async function saveBroadcast(
  scene: Scene,
  unit: Group,
  broadcastId: string,
  draft: Draft,
  offered: Offered,
): Promise<void> {
  const isLaunch = draft.subject === offered.subject && draft.text === offered.text
  await mustReceive(scene, unit, draft.replies)
  if (await begin(scene, unit, broadcastId, { ...draft, isLaunch })) return
  const saved = await findBroadcast(scene.trx, unit.id, broadcastId, { lock: true })
  mustBeAuthor(scene.actor, saved)
  if (isSame(saved, draft)) return
  mustBecome(saved.state, 'edit')
  if (saved.version !== draft.version) throw new Problem('changedMeanwhile')
  await rows(
    scene.trx,
    `update broadcasts
        set ${typed}, begun_as_launch = begun_as_launch or :isLaunch, state = 'draft', version = version + 1, approved_by = null, approved_at = null, held_back = null,
            changed_at = now()
      where id = :broadcastId`,
    { broadcastId, isLaunch, ...columns(draft) },
  )
  if (saved.state !== 'draft') await tellAdmins(scene, unit)
}

/** One transaction of many may be the first that saves it. Returns whether this was it. */
async function begin(
  { trx, actor, ...scene }: Scene,
  unit: Group,
  broadcastId: string,
  draft: Draft & { isLaunch: boolean },
) {
  if (draft.version !== 0) return false
  const begun = await rows(
    trx,
    `insert into broadcasts (id, group_id, author_id, subject, text, replies, replier_ids, keep_until,
                             begun_as_launch)
     values (:broadcastId, :groupId, :authorId, :subject, :text, :replies, cast(:replierIds as uuid[]),
             cast(:keepUntil as date), :isLaunch)
     on conflict (id) do nothing returning id`,
    { broadcastId, groupId: unit.id, authorId: actor.accountId, isLaunch: draft.isLaunch, ...columns(draft) },
  )
  if (begun.length > 0)
    await record({ trx, actor, ...scene }, 'broadcast.drafted', { groupId: unit.id, detail: { broadcastId } })
  return begun.length > 0
}

const typed = `subject = :subject, text = :text, replies = :replies, replier_ids = cast(:replierIds as uuid[]),
  keep_until = cast(:keepUntil as date)`

function columns({ subject, text, replies, keepUntil }: Draft) {
  return { subject, text, keepUntil, replies: replies.to, replierIds: namedIn(replies) }
}

const namedIn = (replies: RepliesChosen) => (replies.to === 'people' ? replies.accountIds : [])

/** As it is after a save whose answer was lost. */
function isSame(saved: BroadcastRow, { subject, text, replies, keepUntil }: Draft): boolean {
  const [here, there] = [namedIn(replies).toSorted(), saved.replierIds.toSorted()]
  return (
    saved.subject === subject &&
    saved.text === text &&
    saved.replies === replies.to &&
    saved.keepUntil === keepUntil &&
    JSON.stringify(here) === JSON.stringify(there)
  )
}

/** Message recipients of this very unit: they are whom patients can write to. */
async function mustReceive({ trx }: Scene, unit: Group, replies: RepliesChosen): Promise<void> {
  const accountIds = namedIn(replies)
  if (accountIds.length === 0) return
  const found = await rows(
    trx,
    `select from memberships m join accounts a on a.id = m.account_id
      where m.group_id = :groupId and m.account_id = any(:accountIds) and m.receives and a.closed_at is null`,
    { groupId: unit.id, accountIds },
  )
  if (found.length !== accountIds.length)
    throw new Problem('notARecipient', { fields: { replies: 'Choose again who receives replies' } })
}

/** Nobody has seen it but admins of the unit, so nothing of it has to stay. */
export async function discardBroadcast(scene: Scene, unit: Group, broadcastId: string): Promise<void> {
  const { state, authorId } = await findBroadcast(scene.trx, unit.id, broadcastId, { lock: true })
  mustBeAuthor(scene.actor, { authorId })
  if (state !== 'draft') throw new Problem('broadcastMovedOn')
  await rows(scene.trx, 'delete from broadcasts where id = :broadcastId', { broadcastId })
  await record(scene, 'broadcast.discarded', { groupId: unit.id, detail: { broadcastId } })
}
