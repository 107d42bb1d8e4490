/**
 * Slows down guessing of passwords without ever locking a victim out: whoever has guessed too often is answered seldom,
 * and not never, because somebody else may share their address.
 * - Of one address at one account, after ten failures: an attempt every five seconds.
 * - Of one address at any account, after a hundred failures: an attempt every second; with passwords and with passkeys
 *   apart, because a browser that offers a passkey again and again must not keep others there from their passwords.
 * - At one account from everywhere, after ten failures: never refused, but each answer comes up to five seconds later.
 * Counted in the database, so that every server process counts together.
 */
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Database } from '../db/connect.ts'
import { Problem } from '../errors.ts'

const window = 15 * 60
const failuresOfAddress = 100
const failuresOfAddressAtAccount = 10
const failuresBeforeSlowing = 10
const slowestMs = 5000

interface Attempt {
  by: 'password' | 'passkey'
  accountId: string | undefined
  /** What was typed, the same for all spellings. */
  name: string
  address: string
}

/** What became of the attempt. */
interface Permit {
  succeeded: () => Promise<void>
}

export class SignInLimits {
  readonly #address: RateLimiterPostgres
  readonly #addressNowAndThen: RateLimiterPostgres
  readonly #pair: RateLimiterPostgres
  readonly #pairNowAndThen: RateLimiterPostgres
  readonly #account: RateLimiterPostgres

  constructor(db: Database) {
    const limiter = (keyPrefix: string, points: number, duration: number) =>
      new RateLimiterPostgres({
        storeClient: db,
        storeType: 'knex',
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix,
        points,
        duration,
      })
    this.#address = limiter('sign-in address', failuresOfAddress, window)
    this.#addressNowAndThen = limiter('sign-in address, now and then', 1, 1)
    this.#pair = limiter('sign-in address at account', failuresOfAddressAtAccount, window)
    this.#pairNowAndThen = limiter('sign-in address at account, now and then', 1, 5)
    this.#account = limiter('sign-in account', Number.MAX_SAFE_INTEGER, window)
  }

  /** Counts the attempt before the password is looked at, so that many at once cannot slip through together. */
  async admit({ by, accountId, name, address }: Attempt): Promise<Permit> {
    // By account where there is one, whichever way its name is spelt.
    const account = accountId ?? createHash('sha256').update(name).digest('base64url')
    const pair = `${address} ${account}`
    const from = by === 'password' ? address : `${by} ${address}`
    if (!(await isWithin(this.#address, from))) await mustBeWithin(this.#addressNowAndThen, from)
    if (!(await isWithin(this.#pair, pair))) await mustBeWithin(this.#pairNowAndThen, pair)
    const { consumedPoints } = await this.#account.consume(account)
    const excess = consumedPoints - failuresBeforeSlowing
    if (excess > 0) await pause(Math.min(slowestMs, 100 * 2 ** Math.min(excess, 10)))
    return {
      succeeded: async () => {
        await this.#pair.delete(pair)
        await this.#address.reward(from)
        await this.#account.reward(account)
      },
    }
  }
}

async function isWithin(limiter: RateLimiterPostgres, key: string): Promise<boolean> {
  try {
    await limiter.consume(key)
    return true
  } catch (error) {
    if (error instanceof RateLimiterRes) return false
    throw error
  }
}

async function mustBeWithin(limiter: RateLimiterPostgres, key: string): Promise<void> {
  if (!(await isWithin(limiter, key))) throw new Problem('tooManyAttempts')
}
