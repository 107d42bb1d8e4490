import { record } from '../../audit/record.ts'
import type { Config } from '../../config.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Threshold } from '../../http/route.ts'
import type { Scene } from '../../http/scene.ts'
import { startSession } from '../startSession.ts'
import { tellOfAccountChange } from '../tellOfAccountChange.ts'
import { countAttempt, forgetAttempts } from './attempts.ts'
import { hashAddress, keyOf } from './sealing.ts'
import { findTicket, useTicket } from './tickets.ts'
import { useCode, wrongCode } from './useCode.ts'

interface Attempt {
  ticket: string
  code: string
}

/**
 * Of a million codes three are right at any time, so guessing must be slow from however many addresses: ten, then one in a
 * minute, which finds one in half a year or so. Who comes from where they have signed in before is counted apart, and so
 * not kept out by a stranger who knows their password. A code that is right clears the count.
 */
const bounds = {
  known: { free: 10, window: 24 * 60 * 60, oneIn: 60, problem: 'tooManyAttempts' },
  strange: { free: 10, window: 24 * 60 * 60, oneIn: 60, problem: 'tooManyAttempts' },
} as const

/** So many wrong ones in a row are no slips of the hand: whoever it is knows the password. Once a day at most. */
const tellAfter = 5

/** The second step at sign-in. */
export async function signInWithCode(
  { call, transaction }: Threshold,
  config: Config,
  { ticket, code }: Attempt,
): Promise<{ token: string; recoveryCodesLeft: number | null }> {
  const key = keyOf(config)
  const addressHash = hashAddress(key, call.address)
  const attempts = await transaction(async (scene) => {
    const { accountId, isKnownHere } = await findTicket(scene, ticket, addressHash)
    const name = `codes of ${accountId} from ${isKnownHere ? addressHash.toString('base64url') : 'elsewhere'}`
    const count = await countAttempt(scene, name, isKnownHere ? bounds.known : bounds.strange)
    return { name, count }
  })
  return transaction(async (scene) => {
    // The account first, as a reset does; what it has done to the ticket is then seen.
    await holdAccount(scene, (await findTicket(scene, ticket, addressHash)).accountId)
    const found = await findTicket(scene, ticket, addressHash)
    const { accountId, kind } = found
    const used = await useCode(scene, key, accountId, code)
    if (!used) {
      await record(scene, 'account.sign_in_refused', { detail: { accountId, reason: 'wrongCode' } })
      if (attempts.count === tellAfter) await tellOfAccountChange(scene, accountId, 'secondStepRefused')
      throw new Problem('badInput', { fields: { code: wrongCode }, keepsWrites: true })
    }
    await useTicket(scene, found)
    await forgetAttempts(scene, attempts.name)
    const by = used.recoveryCodesLeft === null ? 'app' : 'recovery code'
    if (used.recoveryCodesLeft !== null) await tellOfAccountChange(scene, accountId, 'recoveryCodeUsed')
    const from = { door: 'desktop', userAgent: call.userAgent } as const
    const { token } = await startSession(scene, config, { id: accountId, kind }, from, { code: by })
    return { token, ...used }
  })
}

async function holdAccount({ trx }: Scene<null>, accountId: string): Promise<void> {
  await rows(trx, 'select 1 from accounts where id = :accountId for share', { accountId })
}
