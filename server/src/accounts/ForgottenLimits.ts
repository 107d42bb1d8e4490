/**
 * How often somebody can ask for help with signing in from one address of the network; a whole ward or family may share
 * one. It knows nothing of accounts, so what it answers tells nothing of them; what one account is sent is limited where
 * it is sent, and in silence. Counted in the database, so that every server process counts together.
 */
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Database } from '../db/connect.ts'
import { Problem } from '../errors.ts'

const requestsOfAddress = 30
const window = 15 * 60

export class ForgottenLimits {
  readonly #address: RateLimiterPostgres

  constructor(db: Database) {
    this.#address = new RateLimiterPostgres({
      storeClient: db,
      storeType: 'knex',
      tableName: 'rate_limits',
      tableCreated: true,
      keyPrefix: 'forgotten address',
      points: requestsOfAddress,
      duration: window,
    })
  }

  async admit(address: string): Promise<void> {
    await this.#address.consume(address).catch((error: unknown) => {
      throw error instanceof RateLimiterRes ? new Problem('tooManyRequests') : error
    })
  }
}
