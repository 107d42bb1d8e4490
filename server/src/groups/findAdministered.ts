import type { Transaction } from '../db/connect.ts'
import { rows } from '../db/rows.ts'
import { Problem } from '../errors.ts'
import type { Actor, Scene } from '../http/scene.ts'
import { Group } from './Group.ts'
import { mustAdminister } from './policy.ts'

/** A unit that the actor administers: to look at. */
export async function findAdministered({ actor, trx }: Scene, unitId: string): Promise<Group> {
  return mustAdminister(actor, await Group.query(trx).findById(unitId))
}

/** How long one admin waits for another before they are told that somebody is at it. */
const patience = '5s'

/**
 * The same, to change it or its people: all such changes go one after the other, and each is still the actor's to make
 * when its turn comes. Everybody locks in this order: the group, accounts, memberships.
 */
export async function lockAdministered(scene: Scene, unitId: string): Promise<Group> {
  const { trx } = scene
  await findAdministered(scene, unitId)
  await trx.raw(`set local lock_timeout = '${patience}'`)
  await rows(trx, 'select from groups where id = :unitId for no key update', { unitId })
  const { actor } = await asTheyAreNow(scene)
  return findAdministered({ ...scene, actor }, unitId).catch(() => {
    throw new Problem('notAllowed')
  })
}

/** The scene with the actor's memberships as they are at this moment; none of a closed account. */
export async function asTheyAreNow(scene: Scene): Promise<Scene> {
  const { actor, trx } = scene
  return { ...scene, actor: { ...actor, memberships: await membershipsNow(trx, actor.accountId) } }
}

export async function membershipsNow(trx: Transaction, accountId: string): Promise<Actor['memberships']> {
  return rows<Actor['memberships'][number]>(
    trx,
    `select m.id, m.group_id as "groupId", g.name as "groupName", m.group_kind as "groupKind",
            g.specialty_id as "specialtyId", m.role, m.role_title as "roleTitle"
       from memberships m join groups g on g.id = m.group_id join accounts a on a.id = m.account_id
      where m.account_id = :accountId and m.ended_at is null and a.closed_at is null`,
    { accountId },
  )
}
