import { record } from '../../audit/record.ts'
import { rows } from '../../db/rows.ts'
import { Problem } from '../../errors.ts'
import type { Scene } from '../../http/scene.ts'
import { Account } from '../Account.ts'
import { isPassword } from '../passwords.ts'

/** In one session within a quarter of an hour. Whoever sits at an open one keeps its owner from nothing elsewhere. */
const mostWrong = 10

/**
 * Who changes how they are reached or sign in shows once more who they are: their session may have been left open. Whatever
 * it is that they change, wrong passwords are counted together.
 * Returns the account, locked until the transaction ends.
 */
export async function mustKnowPassword(scene: Scene, typed: string, field = 'currentPassword'): Promise<Account> {
  const { trx, actor } = scene
  // Whoever tries many at once waits here for themselves, so that each is counted.
  const account = await Account.query(trx).findById(actor.accountId).forNoKeyUpdate().throwIfNotFound()
  if ((await wrongSoFar(scene)) >= mostWrong) throw new Problem('tooManyPasswords')
  if (account.passwordHash && (await isPassword(typed, account.passwordHash))) return account
  await record(scene, 'password.refused')
  throw new Problem('badInput', {
    fields: { [field]: 'That is not your password. Try again' },
    keepsWrites: true,
  })
}

async function wrongSoFar({ trx, actor }: Scene): Promise<number> {
  const [counted] = await rows<{ count: number }>(
    trx,
    `select count(*) as count from audit
      where account_id = :accountId and session_id = :sessionId and action = 'password.refused'
        and at > now() - interval '15 minutes'`,
    { accountId: actor.accountId, sessionId: actor.sessionId },
  )
  return counted!.count
}
