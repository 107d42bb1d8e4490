/** Setting up a second step: an app reads the secret, and its first code shows that it did. */
import { randomBytes } from 'node:crypto'
import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { endOtherSessions } from '../own/endOtherSessions.ts'
import { mustKnowPassword } from '../own/mustKnowPassword.ts'
import { tellOfAccountChange } from '../tellOfAccountChange.ts'
import { codeWasRight, codeWasWrong, mayTryCode } from './again.ts'
import { replaceRecoveryCodes } from './recoveryCodes.ts'
import { seal } from './sealing.ts'
import { base32, uriFor } from './totp.ts'
import { lockFactor, useAppCode } from './useCode.ts'

/** As RFC 4226 recommends for SHA-1. */
const secretBytes = 20

/** What was begun before and not finished is replaced. */
export async function startSecondFactor(
  scene: Scene,
  key: Buffer,
  password: string,
): Promise<{ secret: string; uri: string }> {
  const { accountId } = scene.actor
  const { username } = await mustKnowPassword(scene, password, 'password')
  const secret = randomBytes(secretBytes)
  const begun = await rows(
    scene.trx,
    `insert into second_factors as f (account_id, sealed_secret) values (:accountId, :sealed)
     on conflict (account_id) do update set sealed_secret = excluded.sealed_secret, created_at = now()
      where f.confirmed_at is null
     returning 1`,
    { accountId, sealed: seal(key, accountId, secret) },
  )
  if (begun.length === 0) throw new Problem('secondFactorIsOn')
  await record(scene, 'second_factor.begun')
  return { secret: base32(secret), uri: uriFor(username, secret) }
}

/**
 * From now on signing in takes a code. This session opens everything; the person's others, which a password alone has
 * opened, end.
 */
export async function confirmSecondFactor(
  scene: Scene,
  key: Buffer,
  code: string,
): Promise<{ recoveryCodes: string[] }> {
  const { accountId } = scene.actor
  await mayTryCode(scene)
  const factor = await lockFactor(scene, accountId)
  if (factor?.confirmedAt) throw new Problem('secondFactorIsOn')
  if (!factor || factor.isStale) throw new Problem('notBegun')
  if (!(await useAppCode(scene, key, accountId, factor, code))) return codeWasWrong(scene)
  await codeWasRight(scene)
  const recoveryCodes = await replaceRecoveryCodes(scene, accountId)
  await rows(scene.trx, 'update second_factors set confirmed_at = now() where account_id = :accountId', { accountId })
  await endOtherSessions(scene, 'elsewhere')
  await record(scene, 'second_factor.set_up')
  await tellOfAccountChange(scene, accountId, 'secondFactorOn')
  return { recoveryCodes }
}
