/**
 * Slows down guessing of the codes in letters: after thirty wrong ones within a quarter of an hour an address of the
 * network is answered every five seconds, and not never, because a ward or a family may share it. Links out of e-mails
 * are too long to be guessed, and are not counted. Counted in the database, so that every server process counts together.
 */
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Database } from '../db/connect.ts'
import { Problem } from '../errors.ts'
import { readLetterCode } from './letterCode.ts'

const wrongCodes = 30
const window = 15 * 60
const nowAndThenSeconds = 5

export class LetterLimits {
  readonly #address: RateLimiterPostgres
  readonly #nowAndThen: RateLimiterPostgres

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
    this.#address = limiter('letter address', wrongCodes, window)
    this.#nowAndThen = limiter('letter address, now and then', 1, nowAndThenSeconds)
  }

  /** Counts a code before it is looked up, so that many at once cannot slip through together; a right one does not count. */
  async whileWithin<Found>(token: string, address: string, find: () => Promise<Found>): Promise<Found> {
    if (!readLetterCode(token)) return find()
    if (!(await isWithin(this.#address, address)) && !(await isWithin(this.#nowAndThen, address)))
      throw new Problem('tooManyCodes')
    const found = await find()
    await this.#address.reward(address)
    return found
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
