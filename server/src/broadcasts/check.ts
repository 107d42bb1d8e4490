import { record } from '../audit/record.ts'
import { writeCsv } from '../changesets/csv.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import type { UnreachableReason } from '../patients/contract.ts'
import { awayFrom } from '../conversations/awayFrom.ts'
import { findRepliers } from '../conversations/repliers.ts'
import { getsTexts } from '../patients/reachSql.ts'
import { broadcastLimits, type BroadcastCheck } from './contract.ts'
import { findDuplicate } from './duplicates.ts'
import { fileNamed } from './fileNamed.ts'
import { findBroadcast } from './findBroadcast.ts'
import { missingIn } from './missing.ts'
import { countPatients, isPatient } from './patientsOf.ts'

interface House {
  /** Whether there are text messages at all. */
  texts: boolean
}

/** What pressing the button would mean at this moment. */
export async function checkBroadcast(
  scene: Scene,
  unit: Group,
  broadcastId: string,
  house: House,
): Promise<BroadcastCheck> {
  const { trx } = scene
  const broadcast = await findBroadcast(trx, unit.id, broadcastId)
  const patients = await countPatients(trx, unit.id)
  const repliers = await findRepliers(trx, broadcastId)
  const away = await awayFrom(scene, { participants: [], repliers })
  await record(scene, 'broadcast.checked', { groupId: unit.id, detail: { broadcastId, patients } })
  return {
    version: broadcast.version,
    patients,
    typeCount: patients > broadcastLimits.typeCountAbove,
    withoutEmail: await countWithoutEmail(scene, unit.id),
    emailNotWanted: await countNotWanted(scene, unit.id),
    byText: await countByText(scene, unit.id, house),
    repliesGoTo: repliers.map(({ accountId: id, name, roleTitle }) => ({
      ...{ id, name, roleTitle, kind: 'staff' as const },
      away: away.get(id) ?? null,
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
  return {
    none: 0,
    bouncing: 0,
    unwanted: 0,
    unverified: 0,
    ...Object.fromEntries(counted.map((one) => [one.reason, one.count])),
  }
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

async function countByText({ trx }: Scene, groupId: string, { texts }: House): Promise<BroadcastCheck['byText']> {
  const [counted] = await rows<BroadcastCheck['byText']>(
    trx,
    `select count(*) as all,
            count(*) filter (where m.unreachable is not null or a.email_wish = 'none') as "withoutEmail"
       from memberships m join accounts a on a.id = m.account_id
      where ${isPatient} and ${getsTexts('a')}`,
    { groupId, texts },
  )
  return counted!
}

/** More make a file with which nobody can work. */
const most = 20_000

const inWords: Record<UnreachableReason, string> = {
  none: 'no e-mail address',
  bouncing: 'e-mails come back',
  unwanted: 'asked for no e-mails',
  unverified: 'e-mailed, but the address is not verified',
}

interface Line {
  name: string
  born: string | null
  telephone: string | null
  reason: UnreachableReason
  getsTexts: boolean
}

/** Whom somebody has to ring or write to; who gets text messages is told by those. */
export async function exportWithoutEmail(
  scene: Scene,
  unit: Group,
  { reason }: { reason?: UnreachableReason | undefined },
  { texts }: House,
) {
  const found = await rows<Line>(
    scene.trx,
    `select a.last_name || ', ' || a.first_name as name, to_char(a.date_of_birth, 'DD/MM/YYYY') as born, a.telephone,
            m.unreachable as reason, ${getsTexts('a')} as "getsTexts"
       from memberships m join accounts a on a.id = m.account_id
      where ${isPatient} and m.unreachable is not null ${reason ? 'and m.unreachable = :reason' : ''}
      order by m.sort_name, m.account_id limit :limit`,
    { groupId: unit.id, texts, limit: most + 1, ...(reason && { reason }) },
  )
  const shown = found.slice(0, most)
  await record(scene, 'patients.without_email_exported', { groupId: unit.id, detail: { rows: shown.length } })
  return {
    fileName: fileNamed(unit, 'patients without e-mail'),
    csv: writeCsv(
      ['Name', 'Date of birth', 'Telephone', 'Reason', 'Text message'].map((header) => ({ header })),
      shown.map((one) => [
        one.name,
        one.born ?? '',
        one.telephone ?? '',
        inWords[one.reason],
        one.getsTexts ? 'yes' : 'no',
      ]),
    ),
    rows: shown.length,
    isComplete: found.length <= most,
  }
}
