/** Writes a changeset of the staff list: each kind of change as one set, in an order that no constraint objects to. */
import type { Row } from '../changesets/Sheet.ts'
import { changeAccounts, inviteNewPeople } from '../changesets/writeAccounts.ts'
import { rows } from '../db/rows.ts'
import { keepVersion } from '../groups/changeUnit.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { contactAfter } from './checkStaff.ts'
import { closeStaff } from './closeStaff.ts'
import { listColleagues } from './guards.ts'
import type { Left } from './leavers.ts'
import { reopenStaff } from './reopenStaff.ts'

type Written = Map<number, { accountId: string; did: unknown }>

export async function writeStaff(scene: Scene, unit: Group, all: Row[]): Promise<Written> {
  const known = all.filter(({ person }) => person !== null)
  const written: Written = new Map()
  // Who comes back first: their other cells may change as well.
  await reopen(scene, unit, known)
  const addresses = await changeAccounts(scene, known)
  for (const { line, person } of known) {
    const { accountId } = person!
    const address = addresses.get(accountId)
    written.set(line, { accountId, did: address ? { address } : null })
  }
  for (const [line, one] of await addStaff(scene, unit, all)) written.set(line, one)
  const accountOf = (row: Row) => written.get(row.line)!.accountId
  await changeMemberships(scene, unit, known)
  await moveDefaultContact(scene, unit, all, accountOf)
  await clearFlags(scene, unit, known)
  for (const [line, left] of await close(scene, unit, known)) {
    written.set(line, { ...written.get(line)!, did: { ...(written.get(line)!.did as object | null), left } })
  }
  return written
}

async function reopen(scene: Scene, unit: Group, known: Row[]): Promise<void> {
  const back = known.flatMap(({ person, changes, undoes }) => {
    const left = (undoes?.did as { left?: Left } | null | undefined)?.left
    return changes.close === '' && left ? [{ accountId: person!.accountId, left }] : []
  })
  if (back.length > 0) await reopenStaff(scene, unit, back)
}

async function addStaff(scene: Scene, unit: Group, all: Row[]): Promise<Written> {
  const added = all.filter(({ person }) => person === null)
  if (added.length === 0) return new Map()
  const members = await rows<{ line: number; accountId: string; created: boolean }>(
    scene.trx,
    `with added as materialized (
       select n.line, coalesce(n.joins, gen_random_uuid()) as id, n.joins is null as created, n.cells
         from jsonb_to_recordset(cast(:added as jsonb)) as n (line integer, joins uuid, cells jsonb)
     ), made as (
       insert into accounts (id, kind, username, first_name, last_name, email)
       select id, 'staff', cells ->> 'username', cells ->> 'firstName', cells ->> 'lastName', cells ->> 'email'
         from added where created
       returning id
     )
     select added.line, added.id as "accountId", added.created from added left join made on made.id = added.id`,
    { added: JSON.stringify(added.map(({ line, joins, changes }) => ({ line, joins, cells: changes }))) },
  )
  const changesOf = new Map(added.map(({ line, changes }) => [line, changes]))
  await rows(
    scene.trx,
    `insert into memberships (account_id, account_kind, group_id, group_kind, role, role_title, is_recipient)
     select n.id, 'staff', :unitId, 'unit', case n.cells ->> 'role' when 'unit admin' then 'unit_admin' else 'staff' end,
            n.cells ->> 'roleTitle', coalesce(n.cells ->> 'isRecipient' = 'yes', false)
       from jsonb_to_recordset(cast(:members as jsonb)) as n (id uuid, cells jsonb)`,
    {
      unitId: unit.id,
      members: JSON.stringify(members.map(({ line, accountId: id }) => ({ id, cells: changesOf.get(line) }))),
    },
  )
  await inviteNewPeople(
    scene,
    members.filter(({ created }) => created).map(({ accountId }) => accountId),
  )
  return new Map(members.map(({ line, accountId, created }) => [line, { accountId, did: { created } }]))
}

/** All but the clearing of a flag, which the default messaging contact may only lose once another has it. */
async function changeMemberships({ trx }: Scene, unit: Group, known: Row[]): Promise<void> {
  const changed = known.filter(({ changes }) => changes.roleTitle !== undefined || changes.role || changes.isRecipient)
  if (changed.length === 0) return
  await rows(
    trx,
    `update memberships m
        set role = case c.cells ->> 'role' when 'unit admin' then 'unit_admin' when 'staff' then 'staff' else m.role end,
            role_title = case when c.cells -> 'roleTitle' is null then m.role_title
                              else nullif(c.cells ->> 'roleTitle', '') end,
            is_recipient = m.is_recipient or coalesce(c.cells ->> 'isRecipient' = 'yes', false)
       from jsonb_to_recordset(cast(:changed as jsonb)) as c (account_id uuid, cells jsonb)
      where m.group_id = :unitId and m.account_id = c.account_id and m.ended_at is null and m.role <> 'patient'`,
    {
      unitId: unit.id,
      changed: JSON.stringify(
        changed.map(({ person, changes }) => ({ account_id: person!.accountId, cells: changes })),
      ),
    },
  )
}

/** One column, so at no instant is there none or two; it counts as a version of the unit, as by its own action. */
async function moveDefaultContact(
  scene: Scene,
  unit: Group,
  all: Row[],
  accountOf: (row: Row) => string,
): Promise<void> {
  const moved = all.filter(({ changes }) => changes.isDefaultContact !== undefined)
  if (moved.length === 0) return
  const next = moved.find(({ changes }) => changes.isDefaultContact === 'yes')
  await rows(
    scene.trx,
    `update groups set version = version + 1,
            default_contact_id = (select id from memberships
                                   where group_id = :unitId and account_id = cast(:accountId as uuid) and ended_at is null)
      where id = :unitId`,
    { unitId: unit.id, accountId: next ? accountOf(next) : null },
  )
  await keepVersion(scene, unit.id)
}

async function clearFlags({ trx }: Scene, unit: Group, known: Row[]): Promise<void> {
  const accountIds = known.filter(({ changes }) => changes.isRecipient === 'no').map(({ person }) => person!.accountId)
  if (accountIds.length === 0) return
  await rows(
    trx,
    `update memberships set is_recipient = false
      where group_id = :unitId and account_id = any(:accountIds) and ended_at is null`,
    { unitId: unit.id, accountIds },
  )
}

async function close(scene: Scene, unit: Group, known: Row[]): Promise<Map<number, Left>> {
  const leaving = known.filter(({ changes }) => changes.close)
  if (leaving.length === 0) return new Map()
  const staff = await listColleagues(scene, unit)
  const fallback = contactAfter(staff, [])
  const leavers = leaving.map(({ person, changes }) => ({
    accountId: person!.accountId,
    altogether: changes.close === 'altogether',
    takesOverId:
      (changes.takesOver ? staff.find(({ username }) => username === changes.takesOver) : fallback)?.accountId ?? null,
  }))
  const left = await closeStaff(scene, unit, leavers)
  return new Map(leaving.map(({ line, person }) => [line, left.get(person!.accountId)!]))
}
