/**
 * What no change of the staff list may do, whichever way it comes (R10): leave the unit without a unit admin or, while
 * messaging is on, without a default messaging contact; touch oneself; reach beyond one's own units and role.
 */
import { refuse } from '../changesets/plan.ts'
import type { Row } from '../changesets/Sheet.ts'
import { problems } from '../contract/problem.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import { membershipsOfAccounts } from '../groups/membershipsOfAccount.ts'
import { canChangeAccount } from '../groups/policy.ts'
import type { Scene } from '../http/scene.ts'
import type { Left } from './leavers.ts'

export interface Colleague {
  accountId: string
  username: string
  name: string
  role: 'staff' | 'unit admin'
  isDefaultContact: boolean
}

/** The whole staff of the unit as it is now. */
export function listColleagues({ trx }: Pick<Scene, 'trx'>, unit: Pick<Group, 'id'>): Promise<Colleague[]> {
  return rows<Colleague>(
    trx,
    `select a.id as "accountId", a.username, a.first_name || ' ' || a.last_name as name,
            case m.role when 'unit_admin' then 'unit admin' else 'staff' end as role,
            g.default_contact_id is not distinct from m.id as "isDefaultContact"
       from memberships m join accounts a on a.id = m.account_id join groups g on g.id = m.group_id
      where m.group_id = :unitId and m.role <> 'patient' and m.ended_at is null and a.closed_at is null
      order by m.sort_name, a.id`,
    { unitId: unit.id },
  )
}

const leaves = (row: Row) => Boolean(row.changes.close)
const isOf = (accountId: string) => (row: Row) => row.person?.accountId === accountId

export function guardOneself({ actor }: Scene, rows: Row[]): void {
  const mine = rows.find(isOf(actor.accountId))
  if (mine && leaves(mine)) refuse(mine, 'close', 'You cannot close your own account. Ask another admin.')
  if (mine?.changes.role) refuse(mine, 'role', 'You cannot change your own role. Ask another admin.')
}

export function guardLastAdmin(staff: Colleague[], rows: Row[]): void {
  const stepsDown = (row: Row) =>
    row.person?.cells.role === 'unit admin' && (leaves(row) || row.changes.role === 'staff')
  const gone = new Set(rows.filter(stepsDown).map((row) => row.person!.accountId))
  if (gone.size === 0) return
  const stays = staff.some(({ accountId, role }) => role === 'unit admin' && !gone.has(accountId))
  const comes = rows.some((row) => row.changes.role === 'unit admin' && row.errors.length === 0 && !leaves(row))
  if (stays || comes) return
  for (const row of rows.filter(stepsDown))
    refuse(row, leaves(row) ? 'close' : 'role', 'This is the last unit admin. Make somebody else a unit admin first.')
}

/**
 * Who would hold it is at most one: choosing somebody takes it from who has it now, which is a change of that row too. It
 * makes them a message recipient.
 */
export function guardDefaultContact(unit: Pick<Group, 'messagingOn'>, staff: Colleague[], all: Row[]): void {
  const holder = staff.find(({ isDefaultContact }) => isDefaultContact)
  const chosen = all.filter((row) => row.changes.isDefaultContact === 'yes')
  const holders = holder ? all.find(isOf(holder.accountId)) : undefined
  const claims = [...chosen, ...(holders?.wanted.isDefaultContact === 'yes' ? [holders] : [])]
  if (claims.length > 1) {
    for (const row of claims)
      refuse(row, 'isDefaultContact', 'There is exactly one default messaging contact. Mark only one person.')
    return
  }
  const [next] = chosen
  if (next) {
    receives(next)
    if (holder) takeFrom(holder, holders, all)
    return
  }
  if (!holder || !holders) return
  if (holders.changes.isRecipient === 'no' && !holders.changes.isDefaultContact && !leaves(holders))
    refuse(holders, 'isRecipient', 'The default messaging contact is always a message recipient.')
  if (!leaves(holders) && holders.changes.isDefaultContact !== 'no') return
  if (unit.messagingOn)
    refuse(
      holders,
      leaves(holders) ? 'close' : 'isDefaultContact',
      `${holder.name} is the default messaging contact. Hand that over to somebody else first.`,
    )
  else if (leaves(holders)) holders.changes.isDefaultContact = 'no'
}

function receives(next: Row): void {
  if (leaves(next))
    return refuse(next, 'isDefaultContact', 'Somebody who leaves cannot be the default messaging contact.')
  if (next.wanted.isRecipient === 'no')
    return refuse(next, 'isRecipient', 'The default messaging contact is always a message recipient.')
  if (next.person?.cells.isRecipient !== 'yes') next.changes.isRecipient = 'yes'
}

/** The row of who holds it now shows that they give it up; when they are not among the rows, they join them. */
function takeFrom(holder: Colleague, theirs: Row | undefined, all: Row[]): void {
  if (theirs) {
    theirs.changes.isDefaultContact = 'no'
    return
  }
  const [firstName = '', ...rest] = holder.name.split(' ')
  all.push({
    line: Math.max(0, ...all.map(({ line }) => line)) + 1,
    person: {
      accountId: holder.accountId,
      cells: { firstName, lastName: rest.join(' '), isDefaultContact: 'yes', isRecipient: 'yes', close: '' },
    },
    ...{ wanted: {}, changes: { isDefaultContact: 'no' }, errors: [], candidates: [] },
    ...{ decided: undefined, joins: null, undoes: null },
  })
}

const ofTheAccount = ['username', 'firstName', 'lastName', 'email']

/**
 * R10 and R9: an account is changed by who looks after all of it. Opening it again counts with every membership that comes
 * back with it, so that nobody gives back a role above their own.
 */
export async function guardAccounts(scene: Scene, all: Row[]): Promise<void> {
  const touched = all.filter((row) => row.person && accountChanges(row).length > 0)
  const theirs = await membershipsOfAccounts(
    scene,
    touched.map((row) => row.person!.accountId),
    { broughtBack: touched.flatMap((row) => comingBack(row)) },
  )
  for (const row of touched) {
    if (canChangeAccount(scene.actor, theirs.get(row.person!.accountId) ?? [])) continue
    for (const column of accountChanges(row)) refuse(row, column, problems.notYoursAlone.message)
  }
}

function accountChanges(row: Row): string[] {
  const { changes } = row
  const closes = changes.close === 'altogether' || comingBack(row).length > 0
  return [...ofTheAccount.filter((column) => column in changes), ...(closes ? ['close'] : [])]
}

/** The memberships that taking a closing back opens again. */
function comingBack({ changes, undoes }: Row): string[] {
  const left = (undoes?.did as { left?: Left } | null | undefined)?.left
  return changes.close === '' && left ? left.memberships.map(({ id }) => id) : []
}

/** Closing somebody altogether must not leave another of their units without the last of its kind either. */
export async function guardOtherUnits({ trx }: Scene, unit: Pick<Group, 'id'>, all: Row[]): Promise<void> {
  const leaving = all.filter(({ person, changes }) => person && changes.close === 'altogether')
  if (leaving.length === 0) return
  const missed = await rows<{ accountId: string; unitName: string; isContact: boolean; isLastAdmin: boolean }>(
    trx,
    `select m.account_id as "accountId", g.name as "unitName", g.default_contact_id = m.id and g.messaging_on as "isContact",
            m.role = 'unit_admin' and not exists (
              select from memberships others join accounts a on a.id = others.account_id
               where others.group_id = m.group_id and others.role = 'unit_admin' and others.ended_at is null
                 and a.closed_at is null and others.account_id <> all(:accountIds)) as "isLastAdmin"
       from memberships m join groups g on g.id = m.group_id
      where m.account_id = any(:accountIds) and m.ended_at is null and m.group_id <> :unitId`,
    { accountIds: leaving.map((row) => row.person!.accountId), unitId: unit.id },
  )
  for (const row of leaving) {
    const theirs = missed.filter(({ accountId }) => accountId === row.person!.accountId)
    const contact = theirs.find(({ isContact }) => isContact)
    const admin = theirs.find(({ isLastAdmin }) => isLastAdmin)
    if (contact)
      refuse(row, 'close', `They are the default messaging contact of ${contact.unitName}. Hand that over first.`)
    else if (admin)
      refuse(row, 'close', `They are the last unit admin of ${admin.unitName}. Make somebody else one first.`)
  }
}
