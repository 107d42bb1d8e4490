/** Sends people of a unit who have never chosen a password the link to choose one, again or for the first time. */
import { inviteAgainAt } from '../accounts/lastInvitation.ts'
import { requestLinks } from '../accounts/requestLinks.ts'
import { recordEach } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { waitBriefly } from '../db/waitBriefly.ts'
import type { Scene } from '../http/scene.ts'
import type { InvitationOutcome } from './contract.ts'
import type { Group } from './Group.ts'
import { membershipsOfAccount } from './membershipsOfAccount.ts'
import { canChangeAccount, type TheirMembership } from './policy.ts'

interface Person {
  accountId: string
  hasEmail: boolean
  hasPassword: boolean
  /** Until then they have had as many as an inbox can be expected to take. */
  againAt: Date | null
  memberships: TheirMembership[]
}

/** However many are asked for, whoever cannot be invited keeps nobody else from it, and is counted with the reason. */
export async function invite(scene: Scene, unit: Pick<Group, 'id'>, accountIds: string[]): Promise<InvitationOutcome> {
  const { trx } = scene
  await waitBriefly(trx)
  await rows(trx, lock, { accountIds })
  const people = await rows<Person>(trx, find, { accountIds, unitId: unit.id })
  const invited: string[] = []
  const waits: number[] = []
  const leftOut = {
    gone: new Set(accountIds).size - people.length,
    notYours: 0,
    hasPassword: 0,
    noEmail: 0,
    tooSoon: 0,
  }
  for (const { accountId, hasEmail, hasPassword, againAt, memberships } of people) {
    if (!canChangeAccount(scene.actor, memberships)) leftOut.notYours += 1
    else if (hasPassword) leftOut.hasPassword += 1
    else if (!hasEmail) leftOut.noEmail += 1
    else if (againAt) {
      leftOut.tooSoon += 1
      waits.push(againAt.getTime())
    } else invited.push(accountId)
  }
  await requestLinks(scene, 'choose_password', invited)
  await recordEach(
    scene,
    'invitation.sent',
    invited.map((accountId) => ({ groupId: unit.id, detail: { accountId } })),
  )
  const againAt = waits.length > 0 ? new Date(Math.max(...waits)).toISOString() : null
  return { sent: invited.length, leftOut, againAt }
}

/** In the order of their ids, as everybody locks them. */
const lock = `
  select from accounts where id = any(cast(:accountIds as uuid[])) order by id for no key update`

/** In a statement of its own, which sees what whoever held the locks has done. */
const find = `
  select a.id as "accountId", a.email is not null as "hasEmail", a.password_hash is not null as "hasPassword",
         ${membershipsOfAccount} as memberships, ${inviteAgainAt} as "againAt"
    from accounts a
   where a.id = any(cast(:accountIds as uuid[])) and a.closed_at is null
     and exists (select from memberships m where m.account_id = a.id and m.group_id = :unitId and m.ended_at is null)`
