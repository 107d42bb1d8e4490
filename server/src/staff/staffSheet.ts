/** The staff list as the machinery of changesets sees it. */
import { readEmail, readLine, readName, readYesNo, type ReadCell } from '../changesets/readCells.ts'
import type { Row, Sheet } from '../changesets/Sheet.ts'
import { emailsOfAddressChange } from '../changesets/writeAccounts.ts'
import { isWritten, type Planned } from '../changesets/plan.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { checkStaff } from './checkStaff.ts'
import { staffColumns } from './contract.ts'
import { loadStaff, lockStaff } from './loadStaff.ts'
import { writeStaff } from './writeStaff.ts'

export const staffSheet: Sheet = {
  list: 'staff',
  columns: staffColumns,
  read: readStaffCell,
  identify,
  load: loadStaff,
  lock: lockStaff,
  check: checkStaff,
  emails: (planned) => planned.reduce((sum, row) => sum + emailsOf(row), 0),
  write: writeStaff,
}

function emailsOf(row: Row): number {
  if (!isWritten(row as Planned)) return 0
  if (row.person) return emailsOfAddressChange(row)
  return row.joins === null && row.changes.email ? 1 : 0
}

function readStaffCell(column: string, typed: string): ReadCell {
  switch (column) {
    case 'firstName':
      return readName(typed, { what: 'First name' })
    case 'lastName':
      return readName(typed, { what: 'Last name' })
    case 'roleTitle':
      return readLine(typed, { most: 40, what: 'A role title' })
    case 'email':
      return readEmail(typed)
    case 'isRecipient':
    case 'isDefaultContact':
      return readYesNo(typed)
    case 'role':
      return readRole(typed)
    case 'close':
      return readClose(typed)
    default:
      // Usernames: one's own, and that of who takes over.
      return readLine(typed, { most: 100, what: 'A username' })
  }
}

const word = (typed: string) =>
  typed
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')

/** Nobody grants a role above their own: here are only the two that a unit has (R10). */
function readRole(typed: string): ReadCell {
  const role = word(typed)
  if (['', 'staff', 'unit admin'].includes(role)) return { text: role }
  if (['admin', 'unit administrator'].includes(role)) return { text: 'unit admin' }
  if (['specialty admin', 'support', 'central support'].includes(role))
    return { error: 'This role cannot be given here. Enter staff or unit admin.' }
  return { error: 'Enter staff or unit admin.' }
}

function readClose(typed: string): ReadCell {
  const how = word(typed)
  if (['', 'no', 'n'].includes(how)) return { text: '' }
  if (['this unit', 'yes', 'y', 'x'].includes(how)) return { text: 'this unit' }
  if (how === 'altogether') return { text: how }
  return { error: 'Enter “this unit” or “altogether”, or leave the cell empty.' }
}

/** By the username; without one, by an e-mail address that only one person of the unit's staff has. */
async function identify({ trx }: Scene, unit: Group, unnamed: Row[]): Promise<Map<number, string>> {
  if (unnamed.length === 0) return new Map()
  const found = await rows<{ line: number; accountId: string }>(
    trx,
    `with wanted as (
       select w.line, lower(w.username) as username, lower(w.email) as email
         from jsonb_to_recordset(cast(:wanted as jsonb)) as w (line integer, username text, email text)
     ), staff as materialized (
       select a.id, lower(a.username) as username, lower(a.email) as email
         from memberships m join accounts a on a.id = m.account_id
        where m.group_id = :unitId and m.role <> 'patient' and m.ended_at is null and a.closed_at is null
     )
     select line, cast(min(cast(id as text)) as uuid) as "accountId"
       from (select w.line, s.id from wanted w join staff s using (username) where w.username <> ''
             union all
             select w.line, s.id from wanted w join staff s using (email) where w.username = '' and w.email <> '') as found
      group by line having count(*) = 1`,
    {
      unitId: unit.id,
      wanted: JSON.stringify(
        unnamed.map(({ line, wanted }) => ({ line, username: wanted.username ?? '', email: wanted.email ?? '' })),
      ),
    },
  )
  return new Map(found.map(({ line, accountId }) => [line, accountId]))
}
