import { dayInWords, daysInWords } from '../absences/daysInWords.ts'
import type { EmailState } from '../accounts/contract.ts'
import { emailState } from '../accounts/emailState.ts'
import { record } from '../audit/record.ts'
import { changesetLimits } from '../changesets/contract.ts'
import { writeCsv } from '../changesets/csv.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { staffColumns } from './contract.ts'
import { listStaff, type Only, type StaffRow } from './listStaff.ts'

type ExportedColumn = Exclude<(typeof staffColumns)[number]['id'], 'close' | 'takesOver'>

/** Whoever imports the file again closes nobody by a cell that they did not see. */
const columns = staffColumns.filter(({ id }) => id !== 'close' && id !== 'takesOver')

/** What the filter shows, up to as many rows as can be imported again. */
export async function exportStaff(
  scene: Scene,
  unit: Pick<Group, 'id' | 'name'>,
  shown: { filter?: string | undefined; only?: Only | undefined },
): Promise<{ fileName: string; csv: string; rows: number; isComplete: boolean }> {
  const { staff, next } = await listStaff(scene, unit.id, { ...shown, limit: changesetLimits.rows })
  await record(scene, 'staff.exported', { groupId: unit.id, detail: { rows: staff.length } })
  const table = staff.map((row) => {
    const cells = cellsOf(row)
    return columns.map(({ id }) => cells[id as ExportedColumn])
  })
  return { fileName: fileNameFor(unit), csv: writeCsv(columns, table), rows: staff.length, isComplete: next === null }
}

const stateInWords: Record<EmailState, string> = {
  none: 'no e-mail',
  unverified: 'not verified',
  verified: 'verified',
  bouncing: 'bouncing',
}
const yesNo = (value: boolean) => (value ? 'yes' : 'no')

function cellsOf(row: StaffRow): Record<ExportedColumn, string> {
  return {
    username: row.username,
    lastName: row.lastName,
    firstName: row.firstName,
    roleTitle: row.roleTitle ?? '',
    email: row.email ?? '',
    emailState: stateInWords[emailState({ hasEmail: row.email !== null, ...row })],
    isRecipient: yesNo(row.isRecipient),
    isDefaultContact: yesNo(row.isDefaultContact),
    role: row.role === 'unit_admin' ? 'unit admin' : 'staff',
    lastSignIn: row.lastSignInAt?.toISOString() ?? '',
    hasCode: yesNo(row.hasCode),
    absence: absenceInWords(row.absence),
    openConversations: row.openConversations < 1000 ? String(row.openConversations) : '1000 or more',
  }
}

function absenceInWords(absence: StaffRow['absence']): string {
  if (!absence) return ''
  return absence.now ? `until ${dayInWords(absence.lastDay)}` : daysInWords(absence)
}

/** The day is that of the unit, and the name one that every file system takes. */
function fileNameFor({ name }: Pick<Group, 'name'>): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format()
  return `${['staff', slug, day].filter(Boolean).join('-')}.csv`
}
