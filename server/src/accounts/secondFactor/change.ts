/** What can be done with a second step once it is set up. */
import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { tellOfAccountChange } from '../tellOfAccountChange.ts'
import { mustShowBoth } from './again.ts'
import { demandingOf, hasSecondFactor, isDemandedOf } from './demands.ts'
import { replaceRecoveryCodes } from './recoveryCodes.ts'
import { recoveryCodesLeft } from './useCode.ts'

interface Both {
  password: string
  code: string
}

export async function showSecondFactor(
  scene: Scene,
): Promise<{ since: string | null; recoveryCodesLeft: number; demandedBy: string[] }> {
  const { accountId } = scene.actor
  const [shown] = await rows<{ since: Date | null; demandedBy: string[] }>(
    scene.trx,
    `select (select confirmed_at from second_factors where account_id = :accountId) as since,
            array(${demandingOf('cast(:accountId as uuid)')}) as "demandedBy"`,
    { accountId },
  )
  return {
    since: shown!.since?.toISOString() ?? null,
    recoveryCodesLeft: await recoveryCodesLeft(scene, accountId),
    demandedBy: shown!.demandedBy,
  }
}

export async function renewRecoveryCodes(scene: Scene, key: Buffer, both: Both): Promise<{ recoveryCodes: string[] }> {
  await mustHaveOne(scene)
  await mustShowBoth(scene, key, both)
  const recoveryCodes = await replaceRecoveryCodes(scene, scene.actor.accountId)
  await record(scene, 'recovery_codes.renewed')
  await tellOfAccountChange(scene, scene.actor.accountId, 'recoveryCodesRenewed')
  return { recoveryCodes }
}

/** Where one is demanded, every session of the person then opens nothing but setting up another. */
export async function removeSecondFactor(scene: Scene, key: Buffer, both: Both): Promise<{ mustEnrol: boolean }> {
  const { accountId } = scene.actor
  await mustHaveOne(scene)
  await mustShowBoth(scene, key, both)
  await forgetSecondFactor(scene, accountId)
  const [found] = await rows<{ demanded: boolean }>(
    scene.trx,
    `select ${isDemandedOf('cast(:accountId as uuid)')} as demanded`,
    { accountId },
  )
  await record(scene, 'second_factor.removed', { detail: { accountId } })
  return { mustEnrol: found!.demanded }
}

/** Takes somebody's second step away, finished or only begun, and tells them. True when signing in took a code until now. */
export async function forgetSecondFactor({ trx }: Pick<Scene, 'trx'>, accountId: string): Promise<boolean> {
  const [gone] = await rows<{ confirmedAt: Date | null }>(
    trx,
    'delete from second_factors where account_id = :accountId returning confirmed_at as "confirmedAt"',
    { accountId },
  )
  if (!gone?.confirmedAt) return false
  await tellOfAccountChange({ trx }, accountId, 'secondFactorOff')
  return true
}

async function mustHaveOne({ trx, actor }: Scene): Promise<void> {
  const [found] = await rows<{ has: boolean }>(trx, `select ${hasSecondFactor('cast(:accountId as uuid)')} as has`, {
    accountId: actor.accountId,
  })
  if (!found?.has) throw new Problem('secondFactorIsOff')
}
