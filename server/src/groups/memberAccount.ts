/** What a unit's admin can do for the account of somebody in the unit, patient or staff. */
import { hash } from '@node-rs/argon2'
import { raw } from 'objection'
import { Account } from '../accounts/Account.ts'
import { linkAgainAt } from '../accounts/linkAgainAt.ts'
import { endSessionsOf } from '../accounts/endSessionsOf.ts'
import { forgetPasskeys } from '../accounts/passkeys/forgetPasskeys.ts'
import { mustNotResetYet } from '../accounts/provedBefore.ts'
import { requestLinks } from '../accounts/requestLinks.ts'
import { forgetSecondFactor } from '../accounts/secondFactor/change.ts'
import { createToken } from '../accounts/Session.ts'
import { record } from '../audit/record.ts'
import { rows } from '../db/rows.ts'
import { waitBriefly } from '../db/waitBriefly.ts'
import { Problem } from '../errors.ts'
import type { Scene } from '../http/scene.ts'
import type { Group } from './Group.ts'
import { membershipsOfAccount } from './membershipsOfAccount.ts'
import { canChangeAccount, type TheirMembership } from './policy.ts'

type Unit = Pick<Group, 'id'>

/**
 * Sends a link that verifies the address on record. Any admin of the unit may: it changes nothing, and what it says is said
 * to nobody but whoever reads that address.
 */
export async function sendVerification(scene: Scene, unit: Unit, accountId: string): Promise<{ sentTo: string }> {
  const { email, verifyAgainAt } = await findMember(scene, unit, accountId)
  if (!email) throw new Problem('noEmail')
  if (verifyAgainAt) throw new Problem('linkSentLately')
  await requestLinks(scene, 'verify_email', [accountId])
  await record(scene, 'verification.sent', { groupId: unit.id, detail: { accountId } })
  return { sentTo: email }
}

/**
 * Sends a link to choose a password, to an address that is proved; or as an invitation to somebody who has none yet, and
 * so nothing that another could take over. A password that may be known to another opens nothing from now on, nor
 * does any passkey: one may be on a phone that was lost, or somebody else may have added it.
 */
export async function resetSignIn(
  scene: Scene,
  unit: Unit,
  accountId: string,
): Promise<{ sentTo: string; secondFactorRemoved: boolean }> {
  const member = await findMember(scene, unit, accountId)
  const { email, emailVerified, hasPassword, mustNotResetYet, memberships } = member
  if (!canChangeAccount(scene.actor, memberships)) throw new Problem('notYoursAlone')
  if (!email) throw new Problem('noEmail')
  if (hasPassword && !emailVerified) throw new Problem('emailNotVerified')
  if (hasPassword && mustNotResetYet) throw new Problem('addressChangedLately')
  // Each signs them out, as well.
  if (member.resetAgainAt) throw new Problem('linkSentLately')
  await requestLinks(scene, 'choose_password', [accountId])
  if (hasPassword) await takePasswordAway(scene, accountId)
  // Whoever has lost their phone gets in again this way, too.
  const secondFactorRemoved = await forgetSecondFactor(scene, accountId)
  await forgetPasskeys(scene, accountId, { groupId: unit.id })
  await record(scene, 'sign_in.reset', { groupId: unit.id, detail: { accountId } })
  if (secondFactorRemoved) await record(scene, 'second_factor.removed', { groupId: unit.id, detail: { accountId } })
  return { sentTo: email, secondFactorRemoved }
}

/**
 * One takes its place that nobody knows, so that the person does not become somebody new who is invited to any address. It is
 * kept in mind which it was, so that it is not chosen again; also when it is taken away a second time.
 */
export async function takePasswordAway(scene: Scene, accountId: string): Promise<void> {
  await Account.query(scene.trx)
    .findById(accountId)
    .patch({
      passwordHash: await hash(createToken()),
      lastPasswordHash: raw('coalesce(last_password_hash, password_hash)'),
    })
  await endSessionsOf(scene, [accountId], 'reset')
}

interface Member {
  email: string | null
  emailVerified: boolean
  hasPassword: boolean
  /** By this admin, who could have put an address of their own there. */
  mustNotResetYet: boolean
  /** Until then they have had as many of these e-mails as an inbox can be expected to take. */
  verifyAgainAt: Date | null
  resetAgainAt: Date | null
  /** In every group that the account opens. */
  memberships: TheirMembership[]
}

/**
 * Somebody who is in the unit now, or as if they did not exist. Locked, so that the address stays what it is; in a statement
 * before, so that a group that they have just joined is seen.
 */
async function findMember({ trx, actor }: Scene, unit: Unit, accountId: string): Promise<Member> {
  await waitBriefly(trx)
  await rows(trx, 'select from accounts where id = :accountId for no key update', { accountId })
  const [member] = await rows<Member>(
    trx,
    `select a.email, a.email_verified_at is not null as "emailVerified", a.password_hash is not null as "hasPassword",
            ${mustNotResetYet} as "mustNotResetYet", ${membershipsOfAccount} as memberships,
            ${linkAgainAt('verify_email')} as "verifyAgainAt", ${linkAgainAt('choose_password')} as "resetAgainAt"
       from accounts a
      where a.id = :accountId and a.closed_at is null
        and exists (select from memberships m where m.account_id = a.id and m.group_id = :unitId and m.ended_at is null)`,
    { accountId, unitId: unit.id, actorId: actor.accountId },
  )
  if (!member) throw new Problem('notFound')
  return member
}
