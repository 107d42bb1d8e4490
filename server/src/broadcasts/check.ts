import { record } from '../audit/record.ts'
import { writeCsv } from '../changesets/csv.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import type { UnreachableReason } from '../patients/contract.ts'
import { findRepliers } from '../conversations/repliers.ts'
import { broadcastLimits, type BroadcastCheck } from './contract.ts'
import { findDuplicate } from './duplicates.ts'
import { fileNamed } from './fileNamed.ts'
import { findBroadcast } from './findBroadcast.ts'
import { missingIn } from './missing.ts'
import { countPatients, isPatient } from './patientsOf.ts'

/** What pressing the button would mean at this moment. */
export async function checkBroadcast(scene: Scene, unit: Group, broadcastId: string): Promise<BroadcastCheck> {
  const { trx } = scene
  const broadcast = await findBroadcast(trx, unit.id, broadcastId)
  const patients = await countPatients(trx, unit.id)
  const repliers = await findRepliers(trx, broadcastId)
  await record(scene, 'broadcast.checked', { groupId: unit.id, detail: { broadcastId, patients } })
  return {
    version: broadcast.version,
    patients,
    typeCount: patients > broadcastLimits.typeCountAbove,
    withoutEmail: await countWithoutEmail(scene, unit.id),
    emailNotWanted: await countNotWanted(scene, unit.id),
    repliesGoTo: repliers.map(({ accountId: id, name, roleTitle }) => ({
      id,
      name,
      roleTitle,
      kind: 'staff' as const,
    })),
    duplicateOf: await findDuplicate(trx, broadcast),
    missing: missingIn(broadcast),
  }
}

async function countWithoutEmail({ trx }: Scene, groupId: string): Promise<BroadcastCheck['withoutEmail']> {
  const counted = await rows<{ reason: UnreachableReason; count: number }>(
    trx,
    `select unreachable as reason, count(*) from memberships m
      where group_id = :groupId and unreachable is not null and ended_at is null and role = 'patient'
      group by unreachable`,
    { groupId },
  )
  return { none: 0, bouncing: 0, unverified: 0, ...Object.fromEntries(counted.map((one) => [one.reason, one.count])) }
}

async function countNotWanted({ trx }: Scene, groupId: string): Promise<number> {
  const [counted] = await rows<{ count: number }>(
    trx,
    `select count(*) from memberships m join accounts a on a.id = m.account_id
      where ${isPatient} and a.email is not null and a.email_wish = 'none'`,
    { groupId },
  )
  return counted!.count
}

/** More make a file with which nobody can work. */
const most = 20_000

const inWords: Record<UnreachableReason, string> = {
  none: 'no e-mail address',
  bouncing: 'e-mails come back',
  unverified: 'address not verified',
}

/** Whom somebody has to ring or write to. */
export async function exportWithoutEmail(
  scene: Scene,
  unit: Group,
  { reason }: { reason?: UnreachableReason | undefined },
) {
  const found = await rows<{ name: string; born: string | null; telephone: string | null; reason: UnreachableReason }>(
    scene.trx,
    `select a.last_name || ', ' || a.first_name as name, to_char(a.date_of_birth, 'DD/MM/YYYY') as born, a.telephone,
            m.unreachable as reason
       from memberships m join accounts a on a.id = m.account_id
      where ${isPatient} and m.unreachable is not null ${reason ? 'and m.unreachable = :reason' : ''}
      order by m.sort_name, m.account_id limit :limit`,
    { groupId: unit.id, limit: most + 1, ...(reason && { reason }) },
  )
  const shown = found.slice(0, most)
  await record(scene, 'patients.without_email_exported', { groupId: unit.id, detail: { rows: shown.length } })
  return {
    fileName: fileNamed(unit, 'patients without e-mail'),
    csv: writeCsv(
      ['Name', 'Date of birth', 'Telephone', 'Reason'].map((header) => ({ header })),
      shown.map((one) => [one.name, one.born ?? '', one.telephone ?? '', inWords[one.reason]]),
    ),
    rows: shown.length,
    isComplete: found.length <= most,
  }
}
