/**
 * Slows down guessing of passwords without ever locking a victim out.
 * - Of one address, and of one address at one username: after too many failures that address has to wait.
 * - Of one username from everywhere: never refused; each further attempt is answered later, up to five seconds.
 * Counted in the database, so that every server process counts together.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Database } from '../db/connect.ts'
import { Problem } from '../errors.ts'

const window = 15 * 60
const failuresOfAddress = 100
const failuresOfAddressAtUsername = 10
const failuresBeforeSlowing = 10
const slowestMs = 5000

interface Attempt {
  username: string
  address: string
}

/** What became of the attempt. */
interface Permit {
  succeeded: () => Promise<void>
}

export class SignInLimits {
  readonly #address: RateLimiterPostgres
  readonly #addressAtUsername: RateLimiterPostgres
  readonly #username: RateLimiterPostgres

  constructor(db: Database) {
    const limiter = (keyPrefix: string, points: number) =>
      new RateLimiterPostgres({
        storeClient: db,
        storeType: 'knex',
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix,
        points,
        duration: window,
      })
    this.#address = limiter('sign-in address', failuresOfAddress)
    this.#addressAtUsername = limiter('sign-in address at username', failuresOfAddressAtUsername)
    this.#username = limiter('sign-in username', Number.MAX_SAFE_INTEGER)
  }

  /** Counts the attempt before the password is looked at, so that many at once cannot slip through together. */
  async admit({ username, address }: Attempt): Promise<Permit> {
    const name = createHash('sha256').update(username.toLowerCase()).digest('base64url')
    const pair = `${address} ${name}`
    await this.#refuseBeyond(this.#address, address)
    await this.#refuseBeyond(this.#addressAtUsername, pair)
    const { consumedPoints } = await this.#username.consume(name)
    const excess = consumedPoints - failuresBeforeSlowing
    if (excess > 0) await pause(Math.min(slowestMs, 100 * 2 ** Math.min(excess, 10)))
    return {
      succeeded: async () => {
        await this.#addressAtUsername.delete(pair)
        await this.#address.reward(address)
        await this.#username.reward(name)
      },
    }
  }

  async #refuseBeyond(limiter: RateLimiterPostgres, key: string): Promise<void> {
    try {
      await limiter.consume(key)
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new Problem('tooManyAttempts')
      throw error
    }
  }
}
