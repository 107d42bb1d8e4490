/** Writes rows of patients that have no error, set by set: as many statements for 5,000 as for one. */
import { randomUUID } from 'node:crypto'
import type { Row } from '../changesets/Sheet.ts'
import {
  changeAccounts,
  closeAccountsWithoutGroup,
  inviteNewPeople,
  reopenAccounts,
} from '../changesets/writeAccounts.ts'
import { rows } from '../db/rows.ts'
import type { Group } from '../groups/Group.ts'
import type { Scene } from '../http/scene.ts'
import { didOf, takesBack, type Did } from './did.ts'

type Written = Map<number, { accountId: string; did: Did }>

export async function writePatients(scene: Scene, unit: Group, asked: Row[]): Promise<Written> {
  const written: Written = new Map()
  for (const row of asked) if (row.person) written.set(row.line, { accountId: row.person.accountId, did: {} })
  const known = asked.filter((row) => row.person && !takesBack(row))
  await addNew(
    scene,
    unit,
    asked.filter(({ person }) => !person),
    written,
  )
  await bringBack(
    scene,
    known.filter(({ changes }) => changes.close === ''),
  )
  const addresses = await changeAccounts(scene, known)
  for (const { accountId, did } of written.values()) {
    const address = addresses.get(accountId)
    if (address) did.address = address
  }
  await takeBack(
    scene,
    unit,
    asked.filter((row) => row.person && takesBack(row) && row.changes.close),
  )
  await letGo(
    scene,
    unit,
    known.filter(({ changes }) => changes.close),
    written,
  )
  return written
}

async function addNew(scene: Scene, unit: Group, fresh: Row[], written: Written): Promise<void> {
  if (fresh.length === 0) return
  const created = fresh.filter(({ joins }) => !joins)
  const idOf = new Map(fresh.map((row) => [row.line, row.joins ?? randomUUID()]))
  await rows(scene.trx, insertAccounts, {
    people: JSON.stringify(
      created.map(({ line, wanted }) => ({
        ...{ id: idOf.get(line), username: wanted.username },
        ...{ first_name: wanted.firstName, last_name: wanted.lastName, date_of_birth: wanted.dateOfBirth },
        ...{ nhs_number: wanted.nhsNumber, email: wanted.email, telephone: wanted.telephone },
      })),
    ),
  })
  const reopened = new Set(
    await reopenAccounts(
      scene,
      fresh.flatMap(({ joins }) => joins ?? []),
    ),
  )
  const memberships = await rows<{ id: string; accountId: string }>(scene.trx, insertMemberships, {
    accountIds: [...idOf.values()],
    unitId: unit.id,
  })
  const membershipOf = new Map(memberships.map(({ id, accountId }) => [accountId, id]))
  for (const { line, joins } of fresh) {
    const accountId = idOf.get(line)!
    const joined = { membershipId: membershipOf.get(accountId)!, created: !joins, reopened: reopened.has(accountId) }
    written.set(line, { accountId, did: { joined } })
  }
  await inviteNewPeople(
    scene,
    created.filter(({ wanted }) => wanted.email).map(({ line }) => idOf.get(line)!),
  )
}

/** Those who left are as they were: the same membership, and the account if leaving had closed it. */
async function bringBack(scene: Scene, returning: Row[]): Promise<void> {
  if (returning.length === 0) return
  const left = returning.map((row) => ({ accountId: row.person!.accountId, ...didOf(row).left }))
  await reopenAccounts(
    scene,
    left.filter(({ closedAccount }) => closedAccount).map(({ accountId }) => accountId),
  )
  await rows(scene.trx, 'update memberships set ended_at = null where id = any(:ids)', {
    ids: left.map(({ membershipId }) => membershipId),
  })
}

async function letGo(scene: Scene, unit: Group, leaving: Row[], written: Written): Promise<void> {
  const membershipOf = await endMemberships(scene, unit, leaving)
  const closed = new Set(await closeAccountsWithoutGroup(scene, [...membershipOf.keys()]))
  for (const { line, person } of leaving) {
    const { accountId } = person!
    written.get(line)!.did.left = {
      membershipId: membershipOf.get(accountId)!,
      closedAccount: closed.has(accountId),
    }
  }
}

/**
 * Somebody who was added by mistake leaves again. An account that was made for it is closed, unless they are in another
 * unit by now, and gives its NHS number and its username free for whoever it is really about.
 */
async function takeBack(scene: Scene, unit: Group, mistaken: Row[]): Promise<void> {
  await endMemberships(scene, unit, mistaken)
  const made = mistaken.filter((row) => didOf(row).joined!.created || didOf(row).joined!.reopened)
  const closed = await closeAccountsWithoutGroup(
    scene,
    made.map(({ person }) => person!.accountId),
  )
  const created = new Set(made.filter((row) => didOf(row).joined!.created).map(({ person }) => person!.accountId))
  await rows(scene.trx, 'update accounts set nhs_number = null, username = id where id = any(:ids)', {
    ids: closed.filter((id) => created.has(id)),
  })
}

async function endMemberships({ trx }: Scene, unit: Group, leaving: Row[]): Promise<Map<string, string>> {
  if (leaving.length === 0) return new Map()
  const ended = await rows<{ id: string; accountId: string }>(
    trx,
    `update memberships set ended_at = now()
      where group_id = :unitId and account_id = any(:accountIds) and ended_at is null
     returning id, account_id as "accountId"`,
    { unitId: unit.id, accountIds: leaving.map(({ person }) => person!.accountId) },
  )
  return new Map(ended.map(({ id, accountId }) => [accountId, id]))
}

const insertAccounts = `
  insert into accounts (id, kind, username, first_name, last_name, date_of_birth, nhs_number, email, telephone)
  select id, 'patient', username, first_name, last_name, date_of_birth, nullif(nhs_number, ''), nullif(email, ''),
         nullif(telephone, '')
    from jsonb_to_recordset(cast(:people as jsonb)) as p (
      id uuid, username text, first_name text, last_name text, date_of_birth date, nhs_number text, email text,
      telephone text)`

const insertMemberships = `
  insert into memberships (account_id, account_kind, group_id, group_kind, role)
  select unnest(cast(:accountIds as uuid[])), 'patient', cast(:unitId as uuid), 'unit', 'patient'
  returning id, account_id as "accountId"`
