/** Somebody's second step at sign-in, and the phone that makes its codes: `const phone = await aSecondFactor(house, nurse)`. */
import { randomBytes } from 'node:crypto'
import { replaceRecoveryCodes } from '../src/accounts/secondFactor/recoveryCodes.ts'
import { seal } from '../src/accounts/secondFactor/sealing.ts'
import { codeAt, stepAt } from '../src/accounts/secondFactor/totp.ts'
import type { Database } from '../src/db/connect.ts'
import type { Person } from './build.ts'

/** What the servers of the tests seal secrets with. */
export const secretsKey = Buffer.alloc(32, 'a key of the tests')

interface Phone {
  secret: Buffer
  /** What its app shows so many steps from now. */
  code: (later?: number) => string
  recoveryCodes: string[]
}

export async function aSecondFactor(
  { db }: { db: Database },
  { id }: Pick<Person, 'id'>,
  { confirmed = true } = {},
): Promise<Phone> {
  const secret = randomBytes(20)
  const recoveryCodes = await db.transaction(async (trx) => {
    await trx('second_factors').where('account_id', id).delete()
    await trx('second_factors').insert({ account_id: id, sealed_secret: seal(secretsKey, id, secret) })
    if (!confirmed) return []
    const codes = await replaceRecoveryCodes({ trx }, id)
    await trx('second_factors').where('account_id', id).update({ confirmed_at: new Date(), last_step: 0 })
    return codes
  })
  return { secret, code: (later = 0) => codeAt(secret, stepAt(Date.now()) + later), recoveryCodes }
}

export async function noSecondFactor({ db }: { db: Database }, { id }: Pick<Person, 'id'>): Promise<void> {
  await db('second_factors').where('account_id', id).delete()
}
