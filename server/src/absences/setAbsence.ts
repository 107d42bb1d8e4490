import { tellOfColleague } from '../accounts/tellOfColleague.ts'
import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import { checkAbsence, type Fields, type Wanted } from './checkAbsence.ts'
import type { Absent } from './findAbsent.ts'
import type { Supposed } from './whoCovers.ts'

/** The same days in each of these units, each with a cover of its own: all or none. */
export async function setAbsence(scene: Scene, inUnits: { absent: Absent; wanted: Wanted }[]): Promise<void> {
  for (const { absent, supposed } of await allRight(scene, inUnits, null)) {
    const [set] = await rows<{ id: string }>(
      scene.trx,
      `insert into absences (group_id, membership_id, first_day, last_day, cover_id, set_by)
       values (:unitId, :membershipId, :firstDay, :lastDay, :coverId, :actorId) returning id`,
      { ...supposed, unitId: absent.unit.id, actorId: scene.actor.accountId },
    )
    await recordOf(scene, 'absence.set', absent, set!.id, supposed)
  }
  // Once, however many units it is for.
  const [{ absent } = { absent: null }] = inUnits
  if (absent) await tellOfColleague(scene, 'enteredAbsence', absent.unit.id, [absent.accountId])
}

export async function changeAbsence(scene: Scene, absent: Absent, absenceId: string, wanted: Wanted): Promise<void> {
  await mustBeThere(scene, absent, absenceId)
  const [right] = await allRight(scene, [{ absent, wanted }], absenceId)
  const { supposed } = right!
  await rows(
    scene.trx,
    `update absences set first_day = :firstDay, last_day = :lastDay, cover_id = :coverId, set_by = :actorId,
            set_on = local_day(now())
      where id = :absenceId`,
    { ...supposed, actorId: scene.actor.accountId },
  )
  await recordOf(scene, 'absence.changed', absent, absenceId, supposed)
  await tellOfColleague(scene, 'changedAbsence', absent.unit.id, [absent.accountId])
}

/** Whoever was away until yesterday was away; what has not begun is taken back. */
export async function endAbsence(scene: Scene, absent: Absent, absenceId: string): Promise<void> {
  await mustBeThere(scene, absent, absenceId)
  await rows(
    scene.trx,
    `update absences
        set ended_at = case when first_day >= local_day(now()) then now() end,
            last_day = case when first_day >= local_day(now()) then last_day else local_day(now()) - 1 end
      where id = :absenceId`,
    { absenceId },
  )
  const { accountId, unit } = absent
  await record(scene, 'absence.ended', { groupId: unit.id, detail: { accountId, absenceId } })
}

/** Throws what is wrong, unit by unit: the first one's fields by their names, the others' as in `elsewhere`. */
export async function allRight(
  scene: Scene,
  inUnits: { absent: Absent; wanted: Wanted }[],
  absenceId: string | null,
): Promise<{ absent: Absent; supposed: Supposed }[]> {
  const fields: Fields = {}
  const right: { absent: Absent; supposed: Supposed }[] = []
  for (const [place, { absent, wanted }] of inUnits.entries()) {
    const { supposed, wrong } = await checkAbsence(scene, absent, wanted, absenceId)
    right.push({ absent, supposed })
    // The days are the same everywhere, and so is what is wrong with them.
    const { coverId, ...days } = wrong
    for (const [field, why] of Object.entries(days)) fields[field] ??= why
    if (coverId) fields[place === 0 ? 'coverId' : `elsewhere.${place - 1}.coverId`] = coverId
  }
  if (Object.keys(fields).length > 0) throw new Problem('badInput', { fields })
  return right
}

async function mustBeThere({ trx }: Scene, { membershipId }: Absent, absenceId: string): Promise<void> {
  const found = await rows(
    trx,
    `select from absences where id = :absenceId and membership_id = :membershipId and ended_at is null
        and last_day >= local_day(now())`,
    { absenceId, membershipId },
  )
  if (found.length === 0) throw new Problem('notFound')
}

async function recordOf(
  scene: Scene,
  action: 'absence.set' | 'absence.changed',
  { accountId, unit }: Absent,
  absenceId: string,
  { firstDay, lastDay, coverId }: Supposed,
): Promise<void> {
  const detail = { accountId, absenceId, firstDay, lastDay, coverMembershipId: coverId }
  await record(scene, action, { groupId: unit.id, detail })
}
