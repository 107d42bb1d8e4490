import type { Threshold } from '../http/route.ts'
import { enqueue } from '../jobs.ts'
import type { ForgottenLimits } from './ForgottenLimits.ts'

/** The same work whoever it is, and whether or not they are known: everything that differs happens later, elsewhere. */
export async function askForSignInHelp(
  { call, transaction, requestId }: Threshold,
  limits: ForgottenLimits,
  { who }: { who: string },
): Promise<void> {
  await limits.admit(call.address)
  await transaction(({ trx }) => enqueue(trx, 'helpSignIn', { who, requestId }))
}
