import { rows } from '../../db/rows.ts'
import type { Scene } from '../../http/scene.ts'
import { hashRecoveryCode, readRecoveryCode } from './recoveryCodes.ts'
import { unseal } from './sealing.ts'
import { stepOf } from './totp.ts'

interface Factor {
  sealedSecret: Buffer
  confirmedAt: Date | null
  lastStep: number | null
  recoverySalt: Buffer | null
  /** Begun so long ago that it has to be begun again. */
  isStale: boolean
}

/** Somebody's second step, confirmed or only begun. Locked: of two who come with one code, the second finds it used. */
export async function lockFactor({ trx }: Pick<Scene, 'trx'>, accountId: string): Promise<Factor | undefined> {
  const [factor] = await rows<Factor>(
    trx,
    `select sealed_secret as "sealedSecret", confirmed_at as "confirmedAt", last_step as "lastStep",
            recovery_salt as "recoverySalt", created_at < now() - interval '1 hour' as "isStale"
       from second_factors where account_id = :accountId for update`,
    { accountId },
  )
  return factor
}

export const wrongCode = 'That code is not right, or it was used already. Wait for the next one and try again'

/** Uses the app's code up: true when it is right, and it and older ones have not been used. */
export async function useAppCode(
  { trx }: Pick<Scene, 'trx'>,
  key: Buffer,
  accountId: string,
  { sealedSecret, lastStep }: Pick<Factor, 'sealedSecret' | 'lastStep'>,
  typed: string,
): Promise<boolean> {
  const step = stepOf(unseal(key, accountId, sealedSecret), typed.replace(/[\s-]/g, ''), Date.now())
  if (step === undefined || (lastStep !== null && step <= lastStep)) return false
  await rows(trx, 'update second_factors set last_step = :step where account_id = :accountId', { accountId, step })
  return true
}

/** Uses up a code of the app, or a recovery code. Null: it is neither, or was used already. */
export async function useCode(
  scene: Pick<Scene, 'trx'>,
  key: Buffer,
  accountId: string,
  typed: string,
): Promise<{ recoveryCodesLeft: number | null } | null> {
  const factor = await lockFactor(scene, accountId)
  if (!factor?.confirmedAt || !factor.recoverySalt) return null
  const recoveryCode = readRecoveryCode(typed)
  if (!recoveryCode)
    return (await useAppCode(scene, key, accountId, factor, typed)) ? { recoveryCodesLeft: null } : null
  const codeHash = await hashRecoveryCode(recoveryCode, factor.recoverySalt)
  const used = await rows(
    scene.trx,
    `update recovery_codes set used_at = now()
      where account_id = :accountId and code_hash = :codeHash and used_at is null returning 1`,
    { accountId, codeHash },
  )
  return used.length > 0 ? { recoveryCodesLeft: await recoveryCodesLeft(scene, accountId) } : null
}

export async function recoveryCodesLeft({ trx }: Pick<Scene, 'trx'>, accountId: string): Promise<number> {
  const [counted] = await rows<{ left: number }>(
    trx,
    'select count(*) as left from recovery_codes where account_id = :accountId and used_at is null',
    { accountId },
  )
  return counted!.left
}
