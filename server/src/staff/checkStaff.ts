/** Everything that a single cell of the staff list cannot know. */
import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { changesetLimits } from '../changesets/contract.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import {
  guardAccounts,
  guardDefaultContact,
  guardLastAdmin,
  guardOneself,
  guardOtherUnits,
  listColleagues,
  type Colleague,
} from './guards.ts'
import { checkNewStaff } from './newStaff.ts'

export async function checkStaff(scene: Scene, unit: Group, all: Row[]): Promise<void> {
  const staff = await listColleagues(scene, unit)
  const current = await settingsNow(scene, unit)
  for (const row of all) checkKnown(row)
  await checkNewStaff(scene, unit, all)
  guardOneself(scene, all)
  guardLastAdmin(staff, all)
  guardDefaultContact(current, staff, all)
  await guardAccounts(scene, all)
  await guardOtherUnits(scene, unit, all)
  await checkTakeovers(scene, unit, staff, all)
}

/** As it is under the lock, when there is one. */
async function settingsNow({ trx }: Scene, unit: Group): Promise<Pick<Group, 'messagingOn'>> {
  const [now] = await rows<Pick<Group, 'messagingOn'>>(
    trx,
    'select messaging_on as "messagingOn" from groups where id = :id',
    { id: unit.id },
  )
  return now ?? unit
}

function checkKnown(row: Row): void {
  const { person, changes, undoes } = row
  if (!person) return
  if (changes.username !== undefined)
    refuse(row, 'username', 'A username stays as it is. Add somebody new, or leave this cell as it was.')
  if (person.cells.close && changes.close !== '') refuse(row, null, 'This person has left already.')
  if (person.cells.close && changes.close === '' && !(undoes && undoes.hoursAgo <= changesetLimits.reopenHours))
    refuse(
      row,
      'close',
      `This account was closed more than ${changesetLimits.reopenHours} hours ago and stays closed. Leave the row out, or add the person again.`,
    )
  if (!changes.close) delete changes.takesOver
}

/** Who takes over the conversations of those who leave: somebody of the unit who stays. */
async function checkTakeovers(scene: Scene, unit: Group, staff: Colleague[], all: Row[]): Promise<void> {
  const leaving = all.filter(({ person, changes }) => person && changes.close)
  if (leaving.length === 0) return
  const gone = new Set(leaving.map((row) => row.person!.accountId))
  const fallback = contactAfter(staff, all)
  const unnamed: Row[] = []
  for (const row of leaving) {
    const typed = row.wanted.takesOver
    if (!typed) {
      if (!fallback || gone.has(fallback.accountId)) unnamed.push(row)
      continue
    }
    const colleague = staff.find(({ username }) => username.toLowerCase() === typed.toLowerCase())
    if (!colleague) refuse(row, 'takesOver', 'Nobody of this unit’s staff has this username. Check it.')
    else if (gone.has(colleague.accountId))
      refuse(row, 'takesOver', `${colleague.name} leaves as well. Choose somebody who stays.`)
    else row.changes.takesOver = colleague.username
  }
  const withConversations = await haveOpenConversations(scene, unit, unnamed)
  for (const row of unnamed) {
    const count = withConversations.get(row.person!.accountId)
    if (count) refuse(row, 'takesOver', `Say who takes over their open conversations: enter a colleague’s username.`)
  }
}

/** Who is the default messaging contact once this is applied. */
export function contactAfter(staff: Colleague[], all: Row[]): Colleague | undefined {
  const next = all.find(({ changes }) => changes.isDefaultContact === 'yes')
  if (next?.person) return staff.find(({ accountId }) => accountId === next.person!.accountId)
  return staff.find(({ isDefaultContact }) => isDefaultContact)
}

async function haveOpenConversations({ trx }: Scene, unit: Group, leaving: Row[]): Promise<Map<string, boolean>> {
  if (leaving.length === 0) return new Map()
  const found = await rows<{ accountId: string }>(
    trx,
    `select distinct p.account_id as "accountId" from participants p
      where p.account_id = any(:accountIds) and p.group_id = :unitId and p.left_at is null`,
    { accountIds: leaving.map((row) => row.person!.accountId), unitId: unit.id },
  )
  return new Map(found.map(({ accountId }) => [accountId, true]))
}
