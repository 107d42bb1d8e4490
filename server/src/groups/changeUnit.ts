/** The ways in which an admin changes a unit; each leaves a version behind, so that nobody overwrites anybody unawares. */
import { raw } from 'objection'
import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import type { UnitSettings } from './contract.ts'
import { Group } from './Group.ts'

/** Refuses when the unit is no longer as it was in `version`. */
export async function saveUnitSettings(
  scene: Scene,
  unit: Group,
  version: number,
  settings: UnitSettings,
): Promise<void> {
  await changeFrom(scene, unit, version, settings)
  await record(scene, 'unit.settings_changed', { groupId: unit.id, detail: { version: version + 1 } })
}

/** R1: switching on needs a default messaging contact, who is a recipient from then on. */
export async function switchMessaging(
  scene: Scene,
  unit: Group,
  { version, on, defaultContactId }: { version: number; on: boolean; defaultContactId?: string | undefined },
): Promise<void> {
  const membershipId = defaultContactId && (await makeRecipient(scene, unit.id, defaultContactId))
  if (on && !membershipId && !(await hasDefaultContact(scene, unit))) throw new Problem('needsDefaultContact')
  await changeFrom(scene, unit, version, {
    messagingOn: on,
    ...(membershipId && { defaultContactId: membershipId }),
  })
  await record(scene, 'unit.messaging_switched', { groupId: unit.id, detail: { on } })
}

/**
 * One update of one column, so at no instant is there none or two. Of two admins who hand over at once, the second is
 * told that it has moved meanwhile.
 */
export async function handOverDefaultContact(
  scene: Scene,
  unit: Group,
  { fromId, toId }: { fromId: string; toId: string },
): Promise<void> {
  const { trx } = scene
  const toMembershipId = await makeRecipient(scene, unit.id, toId)
  const [handedOver] = await rows<{ version: number }>(
    trx,
    `update groups set default_contact_id = :toMembershipId, version = version + 1
      where id = :unitId
        and default_contact_id = (select id from memberships
                                   where account_id = :fromId and group_id = :unitId and ended_at is null)
      returning version`,
    { unitId: unit.id, fromId, toMembershipId },
  )
  if (!handedOver) throw new Problem('changedMeanwhile')
  await keepVersion(scene, unit.id)
  await record(scene, 'unit.default_contact_handed_over', { groupId: unit.id, detail: { fromId, toId } })
}

async function changeFrom(scene: Scene, unit: Group, version: number, change: Partial<Group>): Promise<void> {
  const changed = await Group.query(scene.trx)
    .where({ id: unit.id, version })
    .patch({ ...change, version: raw('version + 1') })
  if (changed === 0) throw new Problem('changedMeanwhile')
  await keepVersion(scene, unit.id)
}

/** Somebody whose account was closed while messaging was off receives nothing any more. */
async function hasDefaultContact({ trx }: Scene, { defaultContactId }: Group): Promise<boolean> {
  const found = await rows(
    trx,
    `select from memberships m join accounts a on a.id = m.account_id
      where m.id = :defaultContactId and a.closed_at is null`,
    { defaultContactId },
  )
  return found.length > 0
}

/** The membership of a current member of the unit's staff, with the recipient flag set. */
async function makeRecipient({ trx }: Scene, unitId: string, accountId: string): Promise<string> {
  const [flagged] = await rows<{ id: string }>(
    trx,
    `update memberships m set is_recipient = true
       from accounts a
      where m.group_id = :unitId and m.account_id = :accountId and m.role <> 'patient' and m.ended_at is null
        and a.id = m.account_id and a.closed_at is null
     returning m.id`,
    { unitId, accountId },
  )
  if (!flagged) throw new Problem('notStaffOfUnit')
  return flagged.id
}

/** What the unit says of itself from now on, on record. */
export async function keepVersion({ trx, actor }: Scene, unitId: string): Promise<void> {
  await trx.raw(
    `insert into group_versions (group_id, version, changed_by, settings)
     select id, version, :changedBy, jsonb_build_object(
              'messagingOn', messaging_on, 'defaultContactId', default_contact_id, 'telephone', telephone,
              'outOfHoursTelephone', out_of_hours_telephone, 'openingHours', opening_hours,
              'nation', nation, 'bankHolidays', bank_holidays,
              'openOnBankHolidays', open_on_bank_holidays, 'answerTime', answer_time, 'emailsNameSender', emails_name_sender,
              'demandsSecondFactor', demands_second_factor,
              'broadcastsNeedApproval', broadcasts_need_approval)
       from groups where id = :unitId`,
    { unitId, changedBy: actor.accountId },
  )
}
